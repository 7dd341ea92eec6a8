import { pageData } from "../core/page.js";
import "../elements/host/host.js";

const host = /** @type {import("../elements/host/host.js").EtHost} */ (document.createElement("et-host"));
host.slug = pageData().slug ?? location.pathname.split("/")[2] ?? "";
document.documentElement.dataset.stage = "";
document.getElementById("root")?.append(host);

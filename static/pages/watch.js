import "../elements/watch/page.js";
import { pageData } from "../core/page.js";

const page = /** @type {import("../elements/watch/page.js").EtWatchPage} */ (document.createElement("et-watch-page"));
page.show = pageData().slug ?? "";
document.getElementById("root")?.replaceChildren(page);

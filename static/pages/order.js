import "../elements/order/page.js";
import { pageData } from "../core/page.js";

const page = /** @type {import("../elements/order/page.js").EtOrderPage} */ (document.createElement("et-order-page"));
page.order = pageData().id ?? "";
document.getElementById("root")?.replaceChildren(page);

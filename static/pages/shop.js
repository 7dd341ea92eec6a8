import { pageData } from "../core/page.js";
import "../elements/front/shop.js";

const shop = /** @type {import("../elements/front/shop.js").EtShop} */ (document.createElement("et-shop"));
shop.slug = pageData().shop ?? location.pathname.slice(1);
document.getElementById("root")?.append(shop);

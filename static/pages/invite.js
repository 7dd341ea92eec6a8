import { pageData } from "../core/page.js";
import "../elements/account/invite.js";

const invite = /** @type {import("../elements/account/invite.js").EtInvite} */ (document.createElement("et-invite"));
invite.token = pageData().token ?? location.pathname.split("/").at(-1) ?? "";
document.getElementById("root")?.append(invite);

import "../elements/account/sign-up.js";

document.getElementById("root")?.append(document.createElement("et-sign-up"));

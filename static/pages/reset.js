import "../elements/account/reset.js";

document.getElementById("root")?.append(document.createElement("et-reset"));

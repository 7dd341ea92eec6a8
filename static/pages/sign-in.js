import "../elements/account/sign-in.js";

document.getElementById("root")?.append(document.createElement("et-sign-in"));

import "../elements/front/front.js";

document.getElementById("root")?.append(document.createElement("et-front"));

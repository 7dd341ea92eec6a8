import "../elements/studio/studio.js";

document.getElementById("root")?.replaceWith(document.createElement("et-studio"));

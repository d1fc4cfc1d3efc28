require("../../../../loader.js");

const fs = require("fs");
const { marked } = require("marked");

fs.mkdirSync("dist", { recursive: true });
fs.writeFileSync("dist/index.html", marked.parse(fs.readFileSync("index.md", "utf8")));

const fs = require("fs");
const template = fs.readFileSync("template.html", "utf8");
fs.mkdirSync("out", { recursive: true });
for (const page of fs.readdirSync("pages")) {
  const text = fs.readFileSync(`pages/${page}`, "utf8").replace(/^# (.*)$/gm, "<h1>$1</h1>");
  fs.writeFileSync(`out/${page.replace(".md", ".html")}`, template.replace("CONTENT", text));
}

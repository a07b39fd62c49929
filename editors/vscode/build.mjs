// Bundles the extension, or with --test its tests. --production leaves out the source map and adds
// the licences: that of dfopt, and those of the packages in the bundle.
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const forTests = process.argv.includes("--test");
const forUse = process.argv.includes("--production");

const { metafile } = await build({
  bundle: true,
  entryPoints: [forTests ? "test/finder.test.ts" : "src/extension.ts"],
  external: ["vscode"],
  format: "cjs",
  metafile: true,
  minify: forUse,
  outdir: forTests ? "dist-test" : "dist",
  platform: "node",
  sourcemap: !forUse,
  target: "node20",
});

if (forUse) {
  await copyFile("../../LICENSE", "LICENSE");
  await writeFile("dist/THIRD-PARTY.txt", await notices(Object.keys(metafile.inputs)));
}

/** Returns the licences of the packages that the files are of. */
async function notices(files) {
  const packages = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  const texts = [...new Set(packages)].filter(Boolean).sort().map(notice);
  return (await Promise.all(texts)).join("\n");
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) {
    throw new Error(`${folder} has no licence`);
  }
  const text = await readFile(`${folder}/${file}`, "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n\n`;
}

// Opens a Dockerfile in VS Code in a browser, with the extension that was built, and looks: the
// squiggle, the hint behind a step, and the file on disk after saving. Ends with 1 if one is missing.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../..");
const logs = resolve(here, "../e2e-log");
const codeServer = join(here, "node_modules/code-server/out/node/entry.js");
const PATIENCE = 60_000; // milliseconds, for each thing that must appear

const OPENED = `FROM diamol/node

ENV TARGET="blog.sixeyed.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY . .
RUN ./build.sh
`;
const TYPED = 'CMD ["node", "/web-ping/app.js"]\n';
const LABELS = 'LABEL one="1"\nLABEL two="2"\n';
const HINT = "runs again on every source edit";

const scratch = await mkdtemp(join(tmpdir(), "dfopt-e2e-"));
const project = join(scratch, "project");
const dockerfile = join(project, "Dockerfile");
// A home of its own: nothing of a person's settings counts, and nothing of them is touched.
const environment = { HOME: scratch, LANG: "C.UTF-8", PATH: "/usr/bin:/bin" };
const folders = [
  ...["--user-data-dir", join(scratch, "data")],
  ...["--extensions-dir", join(scratch, "extensions")],
  ...["--config", join(scratch, "config.yaml")],
];
await rm(logs, { recursive: true, force: true });
await mkdir(logs, { recursive: true });
const checks = [];
let server;
let browser;
try {
  await prepare();
  const address = await serve();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  await look(await browser.newPage({ viewport: { width: 1280, height: 720 } }), address);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser?.close();
  server?.kill();
  await cp(join(scratch, "data/logs"), join(logs, "code-server"), { recursive: true, force: true });
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}
const failed = process.exitCode ? 1 : 0;
console.log(`log and screenshots: ${logs}`);
console.log(`${checks.length} passed, ${failed} failed`);

/** Makes the project, with dfopt in its environment, and installs the extension. */
async function prepare() {
  await mkdir(join(project, ".venv/bin"), { recursive: true });
  await writeFile(dockerfile, OPENED);
  const program = join(project, ".venv/bin/dfopt");
  await writeFile(program, `#!/bin/sh\nexec "${join(root, ".venv/bin/dfopt")}" "$@"\n`);
  await chmod(program, 0o755);
  const settings = {
    "[dockerfile]": { "editor.defaultFormatter": "dfopt.dfopt", "editor.formatOnSave": true },
    "dfopt.trace.server": "verbose",
    "files.autoSave": "off",
    "telemetry.telemetryLevel": "off",
    "workbench.startupEditor": "none",
  };
  await mkdir(join(scratch, "data/User"), { recursive: true });
  await writeFile(join(scratch, "data/User/settings.json"), JSON.stringify(settings));
  await writeFile(join(scratch, "config.yaml"), "auth: none\n");
  const extension = resolve(here, "../dfopt.vsix");
  const command = [codeServer, ...folders, "--install-extension", extension];
  execFileSync(process.execPath, command, { env: environment, stdio: "inherit" });
}

/** Starts code-server; returns its address once it answers. */
async function serve() {
  const port = await freePort();
  const options = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`];
  const quiet = ["--log", "trace", "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"];
  const command = [codeServer, ...folders, ...options, ...quiet, project];
  server = spawn(process.execPath, command, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const log = createWriteStream(join(logs, "code-server.log"));
  server.stdout.pipe(log, { end: false });
  server.stderr.pipe(log, { end: false });
  const address = `http://127.0.0.1:${port}/`;
  await until("code-server answers", async () => {
    assert.equal(server.exitCode, null, "code-server has ended");
    return (await fetch(new URL("healthz", address)).catch(() => undefined))?.ok;
  });
  return address;
}

/** Opens the file, and checks what is seen and what is written. */
async function look(page, address) {
  const log = createWriteStream(join(logs, "browser.log"));
  page.on("console", (message) => log.write(`${message.type()}: ${message.text()}\n`));
  const url = new URL(address);
  url.searchParams.set("folder", project);
  await page.goto(url.href);
  await page.locator(".monaco-workbench").waitFor({ timeout: PATIENCE });
  try {
    const entry = page.locator(".explorer-folders-view").getByText("Dockerfile", { exact: true });
    await entry.dblclick({ timeout: PATIENCE });
    const editor = page.locator(".editor-instance .monaco-editor").first();
    await editor.locator(".view-lines").waitFor({ timeout: PATIENCE });

    await until("a rewrite is underlined", () => editor.locator(".squiggly-info").count());
    await until("a refusal is dotted", () => editor.locator(".squiggly-hint").count());
    await until("a step has its hint", async () => (await text(editor)).includes(HINT));
    // What the underlined text says is in the list of problems.
    await page.keyboard.press("Control+Shift+M");
    await until("the problem says its rule", async () =>
      (await text(page.locator(".markers-panel"))).includes("coalesce-env"),
    );
    await page.screenshot({ path: join(logs, "opened.png") });

    await editor.locator(".view-line").first().click();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText(TYPED);
    await page.keyboard.press("Control+S");
    const expected = rewritten(OPENED + TYPED);
    assert.notEqual(expected, OPENED + TYPED);
    await until("the file on disk is what dfopt makes of it", async () => {
      return (await readFile(dockerfile, "utf8")) === expected;
    });
    await until("nothing is underlined any more", async () => {
      return (await editor.locator(".squiggly-info").count()) === 0;
    });
    assert.ok((await text(editor)).includes(HINT));
    await page.screenshot({ path: join(logs, "saved.png") });

    await page.keyboard.insertText(LABELS);
    await until("new text is underlined", () => editor.locator(".squiggly-info").count());
    await run(page, "Apply all rewrites of this file");
    const merged = rewritten(expected + LABELS).slice(expected.length).split("\n")[0];
    assert.ok(!LABELS.includes(merged));
    await until("the command rewrites", async () => (await text(editor)).includes(merged));
    assert.equal(await readFile(dockerfile, "utf8"), expected);
    await run(page, "Print debug information");
    await until("the debug information is shown", async () =>
      (await text(page.locator(".editor-instance"))).includes(`document: file://${dockerfile}`),
    );

    const program = join(project, ".venv/bin/dfopt");
    await writeFile(program, "#!/bin/sh\necho 'needs pygls' >&2\nexit 2\n");
    await run(page, "Restart server");
    await until("a server that does not start is told", () => isTold(page, "did not start"));
    assert.equal(await page.locator(".notification-toast").count(), 1);
    await page.screenshot({ path: join(logs, "broken.png") });
    await rm(program);
    await run(page, "Restart server");
    await until("a missing dfopt is told", () => isTold(page, "was found neither in"));
  } finally {
    await page.screenshot({ path: join(logs, "last.png") });
    await writeFile(join(logs, "Dockerfile"), await readFile(dockerfile));
  }
}

/** Runs a command of the extension from the palette. */
async function run(page, title) {
  await page.keyboard.press("F1");
  await page.keyboard.insertText(`>dfopt: ${title}`);
  await page.locator(".quick-input-list").getByText(title).first().click();
}

/** Tells whether a notification has a text, and how to install. */
async function isTold(page, what) {
  const shown = await text(page.locator(".notifications-toasts"));
  return shown.includes(what) && shown.includes("pip install '.[lsp]'");
}

/** Returns the text of an element; the editor draws blanks as no-break spaces. */
async function text(locator) {
  return (await locator.allInnerTexts()).join("\n").replaceAll("\u00a0", " ");
}

function rewritten(before) {
  const command = ["--quiet", "--stdin-filename", dockerfile];
  const options = { cwd: project, input: before, encoding: "utf8" };
  return execFileSync(join(root, ".venv/bin/dfopt"), command, options);
}

async function until(what, holds) {
  const end = Date.now() + PATIENCE;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `not seen: ${what}`);
    await new Promise((done) => setTimeout(done, 200));
  }
  checks.push(what);
  console.log(`ok: ${what}`);
}

async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

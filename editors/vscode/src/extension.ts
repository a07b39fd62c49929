// The extension: finds dfopt, runs its language server, and has the commands.

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import {
  type ExtensionContext,
  type LogOutputChannel,
  commands,
  env,
  window,
  workspace,
} from "vscode";
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  ExecuteCommandRequest,
  LanguageClient,
} from "vscode-languageclient/node";
import { type Found, type NotFound, findDfopt, isFound } from "./finder";
import { chosenInterpreters, interpreterChanges } from "./python";

const NAME = "dfopt";
const INSTALL = "pip install '.[lsp]'";
/** The settings that decide which program runs. */
const OF_THE_PROGRAM = ["dfopt.enable", "dfopt.path", "dfopt.interpreter"];

let log: LogOutputChannel;
let client: LanguageClient | undefined;
/** What is done to the server is done one after the other. */
let last: Promise<void> = Promise.resolve();

/** Called by the editor at the first Dockerfile. */
export async function activate(context: ExtensionContext): Promise<void> {
  log = window.createOutputChannel(NAME, { log: true });
  context.subscriptions.push(
    log,
    commands.registerCommand("dfopt.restart", restart),
    commands.registerCommand("dfopt.executeAutofix", executeAutofix),
    commands.registerCommand("dfopt.debugInformation", showDebugInformation),
    commands.registerCommand("dfopt.showLogs", () => log.show()),
    workspace.onDidChangeConfiguration((event) => {
      if (OF_THE_PROGRAM.some((name) => event.affectsConfiguration(name))) {
        void restart();
      }
    }),
    workspace.onDidGrantWorkspaceTrust(restart),
  );
  await restart();
  const changes = await interpreterChanges();
  if (changes !== undefined) {
    context.subscriptions.push(changes(restart));
  }
}

/** Called by the editor at the end. */
export async function deactivate(): Promise<void> {
  await inTurn(stop);
}

function inTurn(task: () => Promise<void>): Promise<void> {
  last = last.then(task).catch((error: unknown) => log.error(String(error)));
  return last;
}

function restart(): Promise<void> {
  return inTurn(async () => {
    await stop();
    await start();
  });
}

async function stop(): Promise<void> {
  const stopped = client;
  client = undefined;
  await stopped?.dispose();
}

async function start(): Promise<void> {
  const settings = workspace.getConfiguration(NAME);
  if (!settings.get("enable", true)) {
    log.info("dfopt.enable is off");
    return;
  }
  const interpreters = settings.get<string[]>("interpreter", []);
  const result = findDfopt({
    platform: process.platform,
    folders: (workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
    home: homedir(),
    paths: settings.get<string[]>("path", []),
    interpreters: interpreters.length > 0 ? interpreters : await chosenInterpreters(),
    searchPath: process.env["PATH"] ?? process.env["Path"] ?? "",
    isProgram,
  });
  if (isFound(result)) {
    await serve(result);
  } else {
    sayNotFound(result);
  }
}

/** A client that says nothing of its own when its server does not start: that is said below. */
class Client extends LanguageClient {
  isStarting = true;

  override error(message: string, data?: unknown, show?: boolean | "force"): void {
    super.error(message, data, this.isStarting ? false : show);
  }
}

async function serve(found: Found): Promise<void> {
  log.info(`${found.command}, from ${found.origin}`);
  const handler: ErrorHandler = {
    error: (error, message, count) =>
      made.isStarting
        ? { action: ErrorAction.Continue, handled: true }
        : usual.error(error, message, count),
    closed: () =>
      made.isStarting ? { action: CloseAction.DoNotRestart, handled: true } : usual.closed(),
  };
  const made = new Client(
    NAME,
    NAME,
    { command: found.command, args: ["server"] },
    {
      documentSelector: [
        { language: "dockerfile", scheme: "file" },
        { language: "dockerfile", scheme: "untitled" },
      ],
      errorHandler: handler,
      initializationFailedHandler: () => false,
      outputChannel: log,
    },
  );
  const usual = made.createDefaultErrorHandler();
  try {
    await made.start();
    made.isStarting = false;
    client = made;
  } catch (error) {
    log.error(String(error));
    await made.dispose().catch(() => undefined);
    void sayHowToInstall(
      `The language server of dfopt (${found.command}) did not start; the log says more. ` +
        `If pygls is missing: ${INSTALL} in a clone of dfopt`,
    );
  }
}

function sayNotFound(result: NotFound): void {
  for (const path of result.tried) {
    log.info(`not there: ${path}`);
  }
  const text = result.isSettingWrong
    ? "The setting dfopt.path names no program that can be run."
    : "dfopt was found neither in the environment of the workspace nor on PATH. " +
      `Install it into the environment: ${INSTALL} in a clone of dfopt`;
  void sayHowToInstall(text);
}

async function sayHowToInstall(text: string): Promise<void> {
  log.warn(text);
  const copy = "Copy Command";
  const settings = "Open Settings";
  const again = "Try Again";
  const answer = await window.showWarningMessage(text, copy, settings, again);
  if (answer === copy) {
    await env.clipboard.writeText(INSTALL);
  } else if (answer === settings) {
    await commands.executeCommand("workbench.action.openSettings", "dfopt.path");
  } else if (answer === again) {
    await restart();
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function executeAutofix(): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document !== undefined) {
    const uri = document.uri.toString();
    await execute("dfopt.applyAutofix", { uri, version: document.version });
  }
}

async function showDebugInformation(): Promise<void> {
  const uri = window.activeTextEditor?.document.uri.toString();
  const content = await execute("dfopt.printDebugInformation", { uri });
  if (typeof content === "string") {
    await window.showTextDocument(await workspace.openTextDocument({ content }));
  }
}

async function execute(command: string, argument: unknown): Promise<unknown> {
  if (client === undefined) {
    void window.showWarningMessage("The server of dfopt does not run.");
    return undefined;
  }
  return client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] });
}

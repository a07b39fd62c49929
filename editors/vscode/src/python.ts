// The interpreter that a person has chosen in the Python extension, if there is that extension.

import { type Event, type Uri, extensions, workspace } from "vscode";

/** The part of the Python extension's interface that is used here. */
interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: Uri): { readonly path: string };
    readonly onDidChangeActiveEnvironmentPath: Event<unknown>;
  };
}

/** Returns the interface of the Python extension, started if need be; undefined without it. */
async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = extensions.getExtension<PythonExtension>("ms-python.python");
  if (extension === undefined) {
    return undefined;
  }
  try {
    return extension.isActive ? extension.exports : await extension.activate();
  } catch {
    // It has told its own users; here it is as if it were missing.
    return undefined;
  }
}

/** Returns the interpreters of the workspace folders, each once. */
export async function chosenInterpreters(): Promise<string[]> {
  const environments = (await pythonExtension())?.environments;
  if (environments === undefined) {
    return [];
  }
  const folders = workspace.workspaceFolders ?? [];
  const resources = folders.length > 0 ? folders.map((folder) => folder.uri) : [undefined];
  const paths = resources.map((resource) => environments.getActiveEnvironmentPath(resource).path);
  return [...new Set(paths)].filter((path) => path !== "");
}

/** Returns the event that another interpreter was chosen. */
export async function interpreterChanges(): Promise<Event<unknown> | undefined> {
  return (await pythonExtension())?.environments?.onDidChangeActiveEnvironmentPath;
}

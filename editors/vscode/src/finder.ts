// Where dfopt is: a pure function of what is around, so that it can be tested without an editor.

import * as nodePath from "node:path";

/** What the finder looks at. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  /** The workspace folders, absolute. */
  readonly folders: readonly string[];
  readonly home: string;
  /** The setting `dfopt.path`. */
  readonly paths: readonly string[];
  /** Interpreters, or folders of environments: the setting, else the Python extension's. */
  readonly interpreters: readonly string[];
  /** The variable `PATH`. */
  readonly searchPath: string;
  /** Tells whether a path is a file that may be run. */
  readonly isProgram: (path: string) => boolean;
}

/** A program, and in words where it comes from. */
export interface Found {
  readonly command: string;
  readonly origin: string;
}

/** Everything that was tried in vain, in order. */
export interface NotFound {
  readonly tried: readonly string[];
  /** Whether the setting `dfopt.path` named what is not there. */
  readonly isSettingWrong: boolean;
}

/** Tells what was found from what was not. */
export function isFound(result: Found | NotFound): result is Found {
  return "command" in result;
}

/**
 * Looks for dfopt: in the setting `dfopt.path`, which is final; beside the interpreter; in `.venv`
 * and `venv` of the workspace folders; on `PATH`.
 */
export function findDfopt(around: Surroundings): Found | NotFound {
  const isSettingWrong = around.paths.length > 0;
  const candidates = isSettingWrong ? fromSetting(around) : fromElsewhere(around);
  const tried: string[] = [];
  for (const { command, origin } of candidates) {
    if (!tried.includes(command)) {
      if (around.isProgram(command)) {
        return { command, origin };
      }
      tried.push(command);
    }
  }
  return { tried, isSettingWrong };
}

function* fromSetting(around: Surroundings): Generator<Found> {
  const origin = "the setting dfopt.path";
  const { isAbsolute, join } = pathsOf(around.platform);
  for (const path of around.paths) {
    for (const folder of around.folders.length > 0 ? around.folders : [around.home]) {
      const expanded = path
        .replaceAll("${workspaceFolder}", () => folder)
        .replaceAll("${userHome}", () => around.home)
        .replace(/^~(?=$|[\\/])/, () => around.home);
      yield { command: isAbsolute(expanded) ? expanded : join(folder, expanded), origin };
    }
  }
}

function* fromElsewhere(around: Surroundings): Generator<Found> {
  const { delimiter, dirname, isAbsolute, join } = pathsOf(around.platform);
  const windows = around.platform === "win32";
  const name = windows ? "dfopt.exe" : "dfopt";
  const programs = windows ? "Scripts" : "bin";
  for (const interpreter of around.interpreters) {
    const origin = "the environment of the Python interpreter";
    // Either .../bin/python, or the folder of an environment without one.
    yield { command: join(dirname(interpreter), name), origin };
    yield { command: join(interpreter, programs, name), origin };
    if (windows) {
      // A Python that is no virtual environment has its interpreter one folder higher.
      yield { command: join(dirname(interpreter), programs, name), origin };
    }
  }
  for (const folder of around.folders) {
    for (const environment of [".venv", "venv"]) {
      const command = join(folder, environment, programs, name);
      yield { command, origin: `${environment} of the workspace` };
    }
  }
  for (const folder of around.searchPath.split(delimiter)) {
    // An empty or relative entry would mean the folder that the editor happens to be in.
    if (isAbsolute(folder)) {
      yield { command: join(folder, name), origin: "PATH" };
    }
  }
}

function pathsOf(platform: NodeJS.Platform): nodePath.PlatformPath {
  return platform === "win32" ? nodePath.win32 : nodePath.posix;
}

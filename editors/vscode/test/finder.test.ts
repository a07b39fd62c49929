import assert from "node:assert/strict";
import { test } from "node:test";
import { type Found, type NotFound, type Surroundings, findDfopt, isFound } from "../src/finder";

function find(programs: string[], around: Partial<Surroundings> = {}): Found | NotFound {
  return findDfopt({
    platform: "linux",
    folders: ["/work/a", "/work/b"],
    home: "/home/me",
    paths: [],
    interpreters: [],
    searchPath: "/usr/local/bin:/usr/bin",
    isProgram: (path) => programs.includes(path),
    ...around,
  });
}

function command(programs: string[], around: Partial<Surroundings> = {}): string {
  const result = find(programs, around);
  assert.ok(isFound(result), JSON.stringify(result));
  return result.command;
}

test("the environment of the workspace comes before PATH", () => {
  const all = ["/usr/bin/dfopt", "/work/b/.venv/bin/dfopt", "/work/a/venv/bin/dfopt"];
  assert.equal(command(all), "/work/a/venv/bin/dfopt");
  assert.equal(command(all.slice(0, 2)), "/work/b/.venv/bin/dfopt");
  assert.equal(command(all.slice(0, 1)), "/usr/bin/dfopt");
});

test("the chosen interpreter comes before .venv", () => {
  const all = ["/work/a/.venv/bin/dfopt", "/envs/x/bin/dfopt"];
  assert.equal(command(all, { interpreters: ["/envs/x/bin/python"] }), "/envs/x/bin/dfopt");
  assert.equal(command(all, { interpreters: ["/envs/x"] }), "/envs/x/bin/dfopt");
  assert.equal(command(all, { interpreters: ["/envs/y/bin/python"] }), "/work/a/.venv/bin/dfopt");
});

test("the first of PATH is taken", () => {
  assert.equal(command(["/usr/bin/dfopt", "/usr/local/bin/dfopt"]), "/usr/local/bin/dfopt");
});

test("relative and empty entries of PATH are passed over", () => {
  const result = find(["dfopt", "bin/dfopt", "/work/a/dfopt"], { searchPath: ":bin:." });
  assert.ok(!isFound(result));
  assert.ok(!result.tried.some((path) => path === "dfopt" || path === "bin/dfopt"));
});

test("the setting is final", () => {
  const paths = ["/opt/no/dfopt", "/opt/dfopt"];
  assert.equal(command(["/opt/dfopt", "/usr/bin/dfopt"], { paths }), "/opt/dfopt");
  assert.deepEqual(find(["/usr/bin/dfopt"], { paths }), { tried: paths, isSettingWrong: true });
});

test("the setting may name folders", () => {
  const programs = ["/home/me/bin/dfopt", "/work/b/tools/dfopt"];
  assert.equal(command(programs, { paths: ["~/bin/dfopt"] }), "/home/me/bin/dfopt");
  assert.equal(command(programs, { paths: ["${userHome}/bin/dfopt"] }), "/home/me/bin/dfopt");
  assert.equal(command(programs, { paths: ["tools/dfopt"] }), "/work/b/tools/dfopt");
  const paths = ["${workspaceFolder}/tools/dfopt"];
  assert.equal(command(programs, { paths }), "/work/b/tools/dfopt");
  assert.ok(!isFound(find(["/home/mebin/dfopt"], { paths: ["~bin/dfopt"] })));
});

test("a home with a dollar sign is taken literally", () => {
  const home = "/home/$&";
  for (const path of ["~/dfopt", "${userHome}/dfopt"]) {
    assert.equal(command(["/home/$&/dfopt"], { home, paths: [path] }), "/home/$&/dfopt");
  }
});

test("Windows has other names", () => {
  const around: Partial<Surroundings> = {
    platform: "win32",
    folders: ["C:\\work"],
    searchPath: "C:\\tools;D:\\bin",
  };
  assert.equal(command(["D:\\bin\\dfopt.exe"], around), "D:\\bin\\dfopt.exe");
  const local = "C:\\work\\.venv\\Scripts\\dfopt.exe";
  assert.equal(command([local, "D:\\bin\\dfopt.exe"], around), local);
  const system = { ...around, interpreters: ["C:\\Python\\python.exe"] };
  const found = "C:\\Python\\Scripts\\dfopt.exe";
  assert.equal(command([found, local], system), found);
});

test("what was tried is told once each, in order", () => {
  const interpreters = ["/w/.venv/bin/python"];
  const result = find([], { folders: ["/w"], interpreters, searchPath: "/bin" });
  assert.deepEqual(result, {
    tried: [
      "/w/.venv/bin/dfopt",
      "/w/.venv/bin/python/bin/dfopt",
      "/w/venv/bin/dfopt",
      "/bin/dfopt",
    ],
    isSettingWrong: false,
  });
});

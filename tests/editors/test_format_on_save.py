"""Format on save in real editors, with the very recipes of the page on editors.

Each editor is started in a terminal with nothing but the recipe in its settings. It opens a file,
types a line at its end, goes to an instruction and saves.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from tests.editors.conftest import PATIENCE, Desk, missing, need, recipe

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="terminals as Linux has them")

#: What is in the file when the editor opens it.
OPENED = """\
# A comment outside of the basic plane: 🐳🐳
FROM diamol/node

ENV TARGET="blog.sixeyed.com"
ENV METHOD="HEAD 🐳"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .

LABEL name="ping 🐳"
"""
#: A line that is typed, where the cursor then goes, and that line afterwards.
COMMAND = 'CMD ["node", "/web-ping/app.js"]'
WRONG = "COPI app.js ."


class Editor:
    """An editor with a recipe.

    ``edit`` lets it open a file, type, go to the line that starts with a text, in the fifth
    column, save, and tell the line that the cursor is on, its number and the column, from 1.
    """

    name: str
    recipe: str
    #: How long, in seconds, to wait for the language server.
    wait = 60

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def set_up(self) -> None:
        raise NotImplementedError

    def command(self, name: str, typed: str, go_to: str) -> list[str]:
        raise NotImplementedError

    def use_settings(self) -> None:
        """Use the settings that the page shows as an example."""
        raise NotImplementedError

    def edit(self, name: str, typed: str, go_to: str) -> tuple[str, int, int]:
        shown = self.desk.run(self.command(name, typed, go_to))
        report = self.desk.home / "report"
        assert report.exists(), shown[-3000:]
        text, line, column = report.read_text(encoding="utf-8").splitlines()
        return text, int(line), int(column)


class Neovim(Editor):
    """The language client of Neovim; the recipe is that for its version."""

    name = "neovim"

    def set_up(self) -> None:
        program = need("nvim", "neovim")
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        version = re.match(r"NVIM v(\d+)\.(\d+)", said.stdout)
        assert version is not None, said.stdout
        number = int(version[1]), int(version[2])
        if number < (0, 7):
            missing(f"the recipe is for Neovim 0.7 and newer, this is {version[0]}")
        newer, older, names = recipe("Neovim", "lua")
        chosen = newer if number >= (0, 11) else older
        self.recipe = f"{names}\n{chosen}"
        self.desk.add(".config/nvim/init.lua", self.recipe)

    def use_settings(self) -> None:
        (settings,) = recipe("Settings", "lua")
        beside = 'cmd = { "dfopt", "server" },\n'
        assert beside in self.recipe
        self.desk.add(".config/nvim/init.lua", self.recipe.replace(beside, beside + settings))

    def command(self, name: str, typed: str, go_to: str) -> list[str]:
        driver = self.desk.add("driver.lua", _NEOVIM % (self.wait, _lua(typed), _lua(go_to)))
        return ["nvim", name, "-c", f"luafile {driver}"]


class Vim(Editor):
    """Vim with dfopt as a filter."""

    name = "vim"

    def set_up(self) -> None:
        program = need("vim", "vim")
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        if "+eval" not in said.stdout:
            missing("this Vim is too small for recipes (the package vim has a larger one)")
        (self.recipe,) = recipe("Vim", "vim")
        self.desk.add(".vimrc", f"set nocompatible encoding=utf-8\n{self.recipe}")

    def use_settings(self) -> None:
        pytest.skip("a filter has no settings")

    def command(self, name: str, typed: str, go_to: str) -> list[str]:
        driver = self.desk.add("driver.vim", _VIM % (_vim(typed), _vim(go_to)))
        return ["vim", name, "-S", str(driver)]


class Emacs(Editor):
    """Emacs with Eglot."""

    name = "emacs"

    def set_up(self) -> None:
        program = need("emacs", "emacs-nox")
        command = [program, "--batch", "--eval", "(mapc #'require '(eglot dockerfile-mode))"]
        done = subprocess.run(
            command, env=self.desk.environment, capture_output=True, check=False, timeout=PATIENCE
        )
        if done.returncode:
            missing("Emacs lacks elpa-eglot (in Emacs itself since 29) or elpa-dockerfile-mode")
        (text,) = recipe("Emacs", "elisp")
        self.recipe = text
        self.desk.add(".emacs.d/init.el", text)
        # Compiling packages to machine code for a home that lives a second takes far longer.
        never = "(setq native-comp-deferred-compilation nil native-comp-jit-compilation nil)"
        self.desk.add(".emacs.d/early-init.el", never)

    def use_settings(self) -> None:
        (settings,) = recipe("Settings", "elisp")
        self.desk.add(".emacs.d/init.el", self.recipe + settings)

    def command(self, name: str, typed: str, go_to: str) -> list[str]:
        values = self.wait, json.dumps(typed), json.dumps(go_to)
        driver = self.desk.add("driver.el", _EMACS % values)
        return ["emacs", "-nw", name, "-l", str(driver)]


def _lua(text: str) -> str:
    return f"[==[{text}]==]"


def _vim(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_NEOVIM = """
local function ready()
  for _, found in ipairs(vim.api.nvim_get_autocmds({ event = "BufWritePre", buffer = 0 })) do
    -- Those in a group are of Neovim itself.
    if not found.group then
      return true
    end
  end
end
vim.wait(%d * 1000, ready, 50)
local typed, go_to = %s, %s
local last = vim.api.nvim_buf_line_count(0)
vim.api.nvim_buf_set_lines(0, last, last, true, { typed })
for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
  if vim.startswith(line, go_to) then
    vim.api.nvim_win_set_cursor(0, { number, 4 })
  end
end
vim.cmd("write")
local where = vim.api.nvim_win_get_cursor(0)
local report = { vim.api.nvim_get_current_line(), where[1], where[2] + 1 }
vim.fn.writefile(vim.tbl_map(tostring, report), vim.env.HOME .. "/report")
vim.cmd("qall!")
"""

_VIM = """
let [typed, go_to] = [%s, %s]
call append('$', typed)
call cursor(1, 1)
call search('\\V\\^' .. escape(go_to, '\\'), 'cW')
call cursor(line('.'), 5)
write
call writefile([getline('.'), string(line('.')), string(col('.'))], $HOME .. '/report')
qall!
"""

# Eglot starts the server after the first command; timers run between commands.
_EMACS = """
(defvar test-end (+ %d (float-time)))
(defun test-run (typed go-to)
  (goto-char (point-max))
  (insert typed "\\n")
  (goto-char (point-min))
  (re-search-forward (concat "^" (regexp-quote go-to)))
  (beginning-of-line)
  (forward-char 4)
  (save-buffer)
  (let ((report (format "%%s\\n%%d\\n%%d\\n"
                        (buffer-substring (line-beginning-position) (line-end-position))
                        (line-number-at-pos)
                        (1+ (- (point) (line-beginning-position)))))
        (coding-system-for-write 'utf-8-unix))
    (write-region report nil "~/report"))
  (kill-emacs))
(defun test-wait ()
  (if (or (> (float-time) test-end)
          (and (fboundp 'eglot-managed-p) (eglot-managed-p)))
      (test-run %s %s)
    (run-with-timer 0.1 nil #'test-wait)))
(run-with-timer 0.1 nil #'test-wait)
"""


@pytest.fixture(params=[Neovim, Emacs, Vim], ids=lambda kind: kind.name)
def editor(request, desk) -> Editor:
    made: Editor = request.param(desk)
    made.set_up()
    return made


NAME = "web.dockerfile"


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_saving_formats_and_the_cursor_stays(editor, newline):
    typed = f"{OPENED}{COMMAND}\n".replace("\n", newline)
    expected = editor.desk.rewritten(NAME, typed)
    assert expected != typed
    lines = expected.split(newline)
    # The instruction that the cursor is on comes to stand on another line.
    assert lines.index(COMMAND) != typed.split(newline).index(COMMAND)
    path = editor.desk.project / NAME
    path.write_bytes(OPENED.replace("\n", newline).encode())
    cursor = editor.edit(NAME, COMMAND, COMMAND)
    assert path.read_bytes().decode() == expected
    assert cursor == (COMMAND, lines.index(COMMAND) + 1, 5)


@pytest.mark.parametrize("name", ["Dockerfile", "Dockerfile.dev", "Containerfile"])
def test_names_of_dockerfiles(editor, name):
    expected = editor.desk.rewritten(name, f"{OPENED}{COMMAND}\n")
    path = editor.desk.project / name
    path.write_text(OPENED, encoding="utf-8")
    editor.edit(name, COMMAND, "FROM")
    assert path.read_text(encoding="utf-8") == expected != f"{OPENED}{COMMAND}\n"


def test_the_configuration_of_the_project_counts(editor):
    editor.desk.add("project/dfopt.toml", 'select = ["coalesce-env"]\n')
    expected = editor.desk.rewritten(NAME, f"{OPENED}{COMMAND}\n")
    assert expected.endswith(f"{COMMAND}\n")
    path = editor.desk.project / NAME
    path.write_text(OPENED, encoding="utf-8")
    editor.edit(NAME, COMMAND, "FROM")
    assert path.read_text(encoding="utf-8") == expected


def test_settings_of_the_editor_count(editor):
    editor.use_settings()
    expected = f"{OPENED}{COMMAND}\n".replace("COPY app.js .\n", "") + "COPY app.js .\n"
    path = editor.desk.project / NAME
    path.write_text(OPENED, encoding="utf-8")
    editor.edit(NAME, COMMAND, "FROM")
    # The page leaves out one rule; the others are applied.
    assert path.read_text(encoding="utf-8") == expected


def test_a_file_that_cannot_be_read_is_saved_as_it_is(editor):
    path = editor.desk.project / NAME
    path.write_text(OPENED, encoding="utf-8")
    cursor = editor.edit(NAME, WRONG, "COPY")
    assert path.read_text(encoding="utf-8") == f"{OPENED}{WRONG}\n"
    assert cursor == ("COPY app.js .", 9, 5)


def test_where_dfopt_fails_a_file_is_saved_as_it_is(editor):
    (editor.desk.home / "bin" / "dfopt").write_text("#!/bin/sh\necho eaten\nexit 3\n")
    editor.wait = 2
    path = editor.desk.project / NAME
    path.write_text(OPENED, encoding="utf-8")
    editor.edit(NAME, COMMAND, "FROM")
    assert path.read_text(encoding="utf-8") == f"{OPENED}{COMMAND}\n"

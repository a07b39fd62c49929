"""Text to tree: :func:`parse` never fails and never loses a character.

Lines are joined (:mod:`~dfopt.syntax.lines`), cut into terminals by their keyword
(:mod:`~dfopt.syntax.lexer`), parsed one instruction at a time by the grammar's tables
(:mod:`~dfopt.syntax.driver`) and checked (:mod:`~dfopt.syntax.instructions`). An instruction that
any of them refuses becomes one :class:`~dfopt.syntax.nodes.Unparsed` node with a diagnostic, and
the rest of the file lives. ``parse-error`` marks what BuildKit's parser layer refuses,
``instruction-error`` what its instruction layer does.
"""

from __future__ import annotations

from functools import lru_cache

from dfopt.errors import ExpansionError
from dfopt.record import Record
from dfopt.syntax.directives import detect_check, detect_syntax, read_directive
from dfopt.syntax.driver import GrammarError, Token, Tree, parse_tokens
from dfopt.syntax.instructions import ParsedLine, instruction_error
from dfopt.syntax.lexer import LexedLine, LexError, lex, lex_refused
from dfopt.syntax.lines import (
    MAX_LINE_BYTES,
    LogicalLine,
    Scanner,
    is_blank,
    is_comment,
    is_too_long,
    split_lines,
    without_newline,
)
from dfopt.syntax.nodes import (
    CLASS_OF_RULE,
    Dockerfile,
    Heredoc,
    Line,
    Section,
    Statement,
    Unparsed,
)
from dfopt.syntax.words import UNICODE_SPACES, HeredocMark, heredoc_marks
from dfopt.terms import Diagnostic, Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.syntax.instructions import InstructionError
    from dfopt.terms import Severity

#: The instructions whose words may begin heredocs (``canContainHeredoc``).
_HEREDOC_KINDS: Final = ("ADD", "COPY", "RUN")

_BYTE_ORDER_MARK: Final = "\ufeff"

#: How the terminals are called in messages.
_TERMINAL_NAMES: Final = {
    "$END": "the end of the instruction",
    "AS": "AS",
    "CHECK_CMD": "CMD",
    "COMMA": "','",
    "EQUALS": "'='",
    "FLAG": "a flag",
    "FLAGS_END": "'--'",
    "HEREDOC": "a heredoc",
    "HEREDOC_BODY": "a heredoc body",
    "KEY": "a name",
    "LBRACKET": "a JSON array",
    "LEGACY_VALUE": "a value",
    "NONE": "NONE",
    "SHELL_TEXT": "a command",
    "STRING": "a JSON string",
    "TEXT": "a value",
    "VALUE": "a value",
    "WORD": "a word",
}


def parse(text: str) -> Dockerfile:
    """Return the syntax tree of a Dockerfile; ``str()`` of it is ``text``, valid or not.

    What BuildKit would refuse or warn about is in ``diagnostics``.
    """
    return _Parser(text).dockerfile()


@lru_cache(maxsize=1)
def tree_of(text: str) -> Dockerfile:
    """Return what :func:`parse` does, the same tree for the same text, for those who only read.

    One file goes through several hands, each of which is given its text.
    """
    return parse(text)


def parse_statement(text: str, escape: str) -> Statement:
    """Return the node of one instruction, given with its newline and no lines above it."""
    parser = _Parser(text)
    parser.scanner.escape = escape
    parser.in_stage = True
    return parser.statement(())


class _Refusal(Record):
    """Why an instruction is refused: the message and the span in the joined line."""

    code: str
    message: str
    start: int
    end: int


class _Parser:
    """The state of one run over a file."""

    def __init__(self, text: str) -> None:
        self.byte_order_mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
        self.lines = split_lines(text[len(self.byte_order_mark) :])
        self.scanner = Scanner(self.lines, "\\")
        self.diagnostics: list[Diagnostic] = []
        self.in_stage = False

    def dockerfile(self) -> Dockerfile:
        """Read the whole file."""
        leading = self.directives()
        body: list[Statement | Section] = []
        scanner = self.scanner
        while scanner:
            line = scanner.peek()
            if is_blank(line):
                leading.append(Line("blank", scanner.take()))
            elif is_comment(line):
                leading.append(Line("comment", scanner.take()))
            else:
                section, owned = _split_leading(leading) if body else ((), tuple(leading))
                if section:
                    body.append(Section(section))
                body.append(self.statement(owned))
                leading = []
        if not body:
            message = "expected at least one instruction, found none"
            self.report("parse-error", message, 1, 1, 1, 1)
        self.check_line_lengths()
        return Dockerfile(
            self.byte_order_mark,
            tuple(body),
            tuple(leading),
            scanner.escape,
            detect_syntax(self.lines),
            detect_check(self.lines),
            tuple(sorted(self.diagnostics, key=_start)),
        )

    def directives(self) -> list[Line]:
        """Read the run of directives at the top; the escape token takes effect at once."""
        lines: list[Line] = []
        seen = set()
        scanner = self.scanner
        while scanner:
            raw = scanner.peek()
            content = without_newline(raw).lstrip(UNICODE_SPACES)
            found = read_directive(content)
            if found is None:
                break
            lines.append(Line("directive", scanner.take()))
            key, value = found
            if key in seen:
                message = f"expected only one {key} directive"
                self.report("parse-error", message, len(lines), 1, len(lines), len(raw))
            elif key == "escape" and value not in ("\\", "`"):
                message = "expected \\ or ` as the escape token"
                self.report("parse-error", message, len(lines), 1, len(lines), len(raw))
            elif key == "escape":
                scanner.escape = value
            seen.add(key)
        return lines

    def check_line_lengths(self) -> None:
        """Report the first line that BuildKit's scanner gives up on."""
        for number, line in enumerate(self.lines, 1):
            if is_too_long(line):
                message = f"expected a line of at most {MAX_LINE_BYTES} bytes"
                self.report("parse-error", message, number, 1, number, len(line))
                return

    def report(
        self,
        code: str,
        message: str,
        line: int,
        column: int,
        end_line: int,
        end_column: int,
        severity: Severity = "error",
    ) -> None:
        """Add a diagnostic."""
        span = Span(Position(line, column), Position(end_line, end_column))
        self.diagnostics.append(Diagnostic(code, message, span, severity))

    def statement(self, leading: tuple[Line, ...]) -> Statement:
        """Read the instruction at the cursor, with its heredoc bodies."""
        number = self.scanner.index + 1
        logical = self.scanner.logical_line()
        lexed, marks, refusal = self.lex(logical)
        heredocs, bodies = self.heredocs(marks)
        if len(bodies) < 2 * len(marks):
            mark = marks[len(heredocs) - 1]
            message = (
                f"expected a line {mark.name!r} that ends the heredoc, found the end of the file"
            )
            refusal = refusal or _Refusal("parse-error", message, mark.start, mark.end)
        if refusal is None:
            refusal = self.instruction_refusal(lexed)
        tokens, trailing = _tokens(logical, lexed, bodies)
        children: tuple[Token | Tree, ...] = tokens
        if refusal is None:
            try:
                children = _parse_instruction(logical, lexed, bodies, tokens)
            except GrammarError as error:
                refusal = _grammar_refusal(lexed, error, logical)
        cls = Unparsed if refusal else CLASS_OF_RULE[lexed.kind.lower()]
        if refusal:
            self.refuse(refusal, logical, number)
        elif logical.empty_continuation:
            message = "an empty line inside a continuation will become an error"
            end = number + logical.line_count - 1
            last = without_newline(logical.raw).rpartition("\n")[2]
            column = len(last) + 1
            self.report("empty-continuation", message, number, 1, end, column, "warning")
        if lexed.kind == "FROM":
            self.in_stage = True
        return cls(
            leading,
            children,
            trailing,
            lexed,
            heredocs,
            logical.empty_continuation,
            logical.open_ended,
        )

    def lex(
        self, logical: LogicalLine
    ) -> tuple[LexedLine, tuple[HeredocMark, ...], _Refusal | None]:
        """Cut the line into terminals, and find the heredocs whose bodies follow it."""
        text = logical.text
        marks: tuple[HeredocMark, ...] = ()
        misnamed = None
        if "<<" in text:
            try:
                marks = heredoc_marks(text)
            except ExpansionError as error:
                misnamed = _Refusal(
                    "parse-error", f"expected a heredoc, found {error}", 0, len(text)
                )
        try:
            lexed = lex(text, self.scanner.escape, frozenset(mark.start for mark in marks))
        except LexError as error:
            refusal = _Refusal("parse-error", error.message, error.start, error.end)
            return lex_refused(text), (), refusal
        if not _may_have_heredocs(lexed):
            return lexed, (), None
        return lexed, marks, misnamed

    def heredocs(
        self, marks: tuple[HeredocMark, ...]
    ) -> tuple[tuple[Heredoc, ...], list[tuple[str, str]]]:
        """Read the bodies; as raw pieces too, less than two each where one is unterminated."""
        heredocs = []
        pieces: list[tuple[str, str]] = []
        for mark in marks:
            body, end = self.scanner.heredoc(mark.name, chomp=mark.chomp)
            heredocs.append(Heredoc(mark.name, body, mark.file_descriptor, mark.expand, mark.chomp))
            pieces.append(("HEREDOC_BODY", body))
            if end is None:
                break
            pieces.append(("HEREDOC_END", end))
        return tuple(heredocs), pieces

    def instruction_refusal(self, lexed: LexedLine) -> _Refusal | None:
        """Ask the instruction layer."""
        trigger = lexed.trigger.keyword if lexed.trigger else None
        line = ParsedLine(lexed.keyword, lexed.flags, lexed.arguments, lexed.json, trigger)
        error = instruction_error(line, first_stage_seen=self.in_stage)
        if error is None:
            return None
        return _Refusal("instruction-error", error.message, *_place(lexed, error))

    def refuse(self, refusal: _Refusal, logical: LogicalLine, number: int) -> None:
        """Report a refusal at its place in the file."""
        start = _position(logical, refusal.start, number)
        last = max(refusal.start, refusal.end - 1)
        end = _position(logical, last, number) if refusal.end > refusal.start else start
        column = end.column + (refusal.end > refusal.start)
        self.report(refusal.code, refusal.message, start.line, start.column, end.line, column)


def _start(diagnostic: Diagnostic) -> tuple[int, int]:
    return diagnostic.span.start.line, diagnostic.span.start.column


def _split_leading(lines: list[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Part the lines above an instruction into a section header and what the instruction owns."""
    owned = len(lines)
    while owned and lines[owned - 1].kind == "comment":
        owned -= 1
    if any(line.kind == "comment" for line in lines[:owned]):
        return tuple(lines[:owned]), tuple(lines[owned:])
    return (), tuple(lines)


def _may_have_heredocs(lexed: LexedLine) -> bool:
    inner = lexed.trigger if lexed.kind == "ONBUILD" else lexed
    return inner is not None and inner.kind in _HEREDOC_KINDS and not lexed.json


def _tokens(
    logical: LogicalLine, lexed: LexedLine, bodies: list[tuple[str, str]]
) -> tuple[tuple[Token, ...], str]:
    """Return the terminals with their raw text and trivia, and what follows the last one."""
    raw, text = logical.raw, logical.text
    tokens = []
    done = 0
    for kind, start, end in lexed.terminals:
        if start == end:
            tokens.append(Token(kind, "", "", ""))
            continue
        first = logical.raw_offset(start)
        last = logical.raw_offset(end - 1) + 1
        tokens.append(Token(kind, text[start:end], raw[first:last], raw[done:first]))
        done = last
    rest = raw[done:]
    for kind, body in bodies:
        # The newline of the last piece is the instruction's own, as for any other instruction.
        tokens.append(Token(kind, body, body, rest))
        rest = ""
    if bodies and bodies[-1][0] == "HEREDOC_END":
        end_token = tokens.pop()
        content = without_newline(end_token.raw)
        rest = end_token.raw[len(content) :]
        tokens.append(Token("HEREDOC_END", content, content, end_token.before))
    return tuple(tokens), rest


def _parse_instruction(
    logical: LogicalLine,
    lexed: LexedLine,
    bodies: list[tuple[str, str]],
    tokens: tuple[Token, ...],
) -> tuple[Token | Tree, ...]:
    try:
        return _parts(tokens)
    except GrammarError:
        if lexed.trigger is None:
            raise
    # BuildKit parses a trigger for real in the child's build only: a wrong one is opaque here.
    own = len(lexed.terminals) - len(lexed.trigger.terminals)
    trigger = ("TRIGGER", lexed.terminals[own][1], lexed.terminals[-1][2])
    opaque = lexed.with_changes(terminals=(*lexed.terminals[:own], trigger))
    return _parts(_tokens(logical, opaque, bodies)[0])


def _parts(tokens: tuple[Token, ...]) -> tuple[Token | Tree, ...]:
    (instruction,) = parse_tokens(tokens)
    assert isinstance(instruction, Tree)
    return instruction.children


def _grammar_refusal(lexed: LexedLine, error: GrammarError, logical: LogicalLine) -> _Refusal:
    names = sorted(
        {_TERMINAL_NAMES.get(kind, kind) for kind in error.expected} - {"a flag", "'--'"}
    )
    message = "expected " + " or ".join(names)
    if error.index < len(lexed.terminals):
        _, start, end = lexed.terminals[error.index]
    else:
        start = end = len(logical.text)
    return _Refusal("instruction-error", message, start, end)


def _place(lexed: LexedLine, error: InstructionError) -> tuple[int, int]:
    """Return the span of the flag, argument or keyword that an error is about."""
    terminals = lexed.terminals
    if error.part == "flag":
        flags = [t for t in terminals if t[0] == "FLAG"]
        return flags[min(error.index, len(flags) - 1)][1:] if flags else terminals[0][1:]
    if error.part == "argument":
        skipped = ("FLAG", "FLAGS_END", "EQUALS", "LBRACKET", "RBRACKET", "COMMA")
        words = [t for t in terminals[1:] if t[0] not in skipped]
        index = error.index
        if lexed.kind in ("ENV", "LABEL"):
            index = index // 3 * 2 + index % 3
        if index < len(words):
            return words[index][1:]
    return terminals[0][1:]


def _position(logical: LogicalLine, offset: int, number: int) -> Position:
    """Return where a character of the joined line stands in the file."""
    at_end = offset >= len(logical.text)
    raw = logical.raw_offset(offset - 1) + 1 if at_end and offset else logical.raw_offset(offset)
    before = logical.raw[:raw]
    line = before.count("\n")
    return Position(number + line, raw - (before.rfind("\n") + 1) + 1)

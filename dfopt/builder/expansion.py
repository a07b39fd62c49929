"""Expanding words in an environment that is partly unknown.

Source: BuildKit's ``shell.Lex``. Where every value is known the results are those of
:func:`dfopt.syntax.words.expand`.
"""

from __future__ import annotations

from dfopt.builder.values import Term, concatenate, is_known, term
from dfopt.errors import ExpansionError
from dfopt.lazy import regex
from dfopt.syntax.words import split_words, substitute
from dfopt.syntax.wordtree import Literal, is_unsupported, parse, unsupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dfopt.builder.environment import Environment
    from dfopt.builder.values import Value
    from dfopt.syntax.wordtree import Piece, Substitution

#: A word without any of these characters stands for itself.
_PLAIN = regex("[^$'\"\\\\`\ufeff\ud800-\udfff]*+")


def expand_word(
    word: str, environment: Environment, escape: str, *, process_quotes: bool = True
) -> Value:
    """Return the word as one text (``ProcessWord``).

    Raises:
        ExpansionError: BuildKit refuses the word in this environment.
    """
    if _PLAIN.fullmatch(word):
        return word
    pieces = parse(word, escape, process_quotes=process_quotes)
    return concatenate(_evaluate(pieces, environment))


def expand_words(word: str, environment: Environment, escape: str) -> tuple[Value, ...]:
    """Return the words that a word becomes (``ProcessWords``): split at spaces outside quotes.

    Unknown text is not split: the word is then one term ``words`` of its pieces, each followed by
    whether white space splits it.

    Raises:
        ExpansionError: BuildKit refuses the word in this environment.
    """
    pieces = parse(word, escape)
    texts = _evaluate(pieces, environment)
    if is_known(texts):
        return split_words(pieces, texts)
    operands: list[object] = []
    for piece, text in zip(pieces, texts):
        operands += (text, piece.splits)
    return (term("words", *operands),)


def _evaluate(pieces: Iterable[Piece], environment: Environment) -> list[Value]:
    values: list[Value] = []
    for piece in pieces:
        if isinstance(piece, Literal):
            values.append(piece.text)
        else:
            operands = [concatenate(_evaluate(word, environment)) for word in piece.operands]
            values.append(_substituted(piece, operands, environment))
    return values


def _substituted(piece: Substitution, operands: list[Value], environment: Environment) -> Value:
    name, modifier = piece.name, piece.modifier
    value = environment.lookup(name)
    if not modifier:
        return "" if value is None else value
    if not isinstance(value, Term):
        if is_known(operands):
            return substitute(name, modifier, value, operands)
        return _with_unknown_operand(name, modifier, value, operands)
    if is_unsupported(modifier):
        raise unsupported(name, modifier)
    if environment.is_certain(name):
        if modifier in ("-", "?"):
            return value
        if modifier == "+":
            return operands[0]
    elif modifier in ("#", "%", "/", "//") and is_known(operands):
        substitute(name, modifier, "", operands)  # refuses a malformed pattern
    return term("substitution", modifier, value, *operands)


def _with_unknown_operand(
    name: str, modifier: str, value: str | None, operands: list[Value]
) -> Value:
    """Substitute a known value by a modifier whose word is unknown."""
    if is_unsupported(modifier):
        raise unsupported(name, modifier)
    missing = value is None or (not value and modifier.startswith(":"))
    if modifier in ("-", ":-"):
        return operands[0] if missing else value or ""
    if modifier in ("+", ":+"):
        return "" if missing else operands[0]
    if modifier in ("?", ":?"):
        if missing:
            raise ExpansionError(f"{name} is required but not set")
        return value or ""
    return term("substitution", modifier, value or "", *operands)

"""Build arguments: their defaults, and those that are declared before the first FROM."""

from __future__ import annotations

from dfopt.builder.environment import argument
from dfopt.builder.errors import BuildError
from dfopt.builder.expansion import expand_word
from dfopt.builder.values import term
from dfopt.errors import ExpansionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.builder.environment import Environment
    from dfopt.builder.state import Scope
    from dfopt.builder.values import Value
    from dfopt.syntax.nodes import Dockerfile, Statement


def define_global_arguments(dockerfile: Dockerfile, scope: Scope) -> None:
    """Evaluate the ARGs before the first FROM (``buildMetaArgs``).

    Raises:
        BuildError: a default that is needed cannot be expanded.
    """
    for statement in dockerfile.statements:
        if statement.kind != "ARG":
            break
        for word in statement.arguments:
            name, equals, default = word.partition("=")
            given = scope.build_arguments.get(name)
            if given is not None:
                scope.globals.assign(name, given)
            elif equals:
                value = argument_default(name, default, scope.globals, scope, statement)
                scope.globals.assign(name, value)
            elif scope.symbolic and not scope.globals.is_certain(name):
                scope.globals.declare(name)


def argument_default(
    name: str, word: str, environment: Environment, scope: Scope, statement: Statement
) -> Value:
    """Return the value of an ARG that is not given: its default, or what may override that.

    Raises:
        BuildError: the default cannot be expanded; where the argument may be given nevertheless
            the value is a term ``failure`` instead.
    """
    try:
        value = expand_word(word, environment, scope.escape)
    except ExpansionError as error:
        if not scope.symbolic:
            raise BuildError(f"{word!r}: {error}", statement) from None
        value = term("failure", word)
    return argument(name, value) if scope.symbolic else value

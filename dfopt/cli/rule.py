"""``dfopt rule NAME``: print what a rule does, why, and when it keeps its hands off."""

from __future__ import annotations

from dfopt.cli import output
from dfopt.cli.parser import Parser
from dfopt.config import did_you_mean
from dfopt.errors import UsageError


def run(arguments: list[str]) -> int:
    """Print the pages of the rules.

    Raises:
        UsageError: no rule has that name, or none was asked for.
    """
    from dfopt.passes import ORDER

    pages = {rule.name: rule.page for rule in ORDER}
    parser = Parser(
        prog="dfopt rule",
        usage="dfopt rule NAME...\n       dfopt rule --all\n       dfopt rule --assumptions",
        description=f"Print the page of a rule.\n\nrules: {', '.join(pages)}",
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--all", action="store_true", help="print the pages of all rules")
    help_ = "list what the level known-commands rests on"
    parser.add_argument("--assumptions", action="store_true", help=help_)
    options = parser.parse_args(arguments)

    if options.assumptions:
        if options.all or options.names:
            parser.error("--assumptions stands alone")
        _print_assumptions()
        return 0
    if options.all == bool(options.names):
        rules = ", ".join(pages)
        parser.error(f"give either names of rules, --all or --assumptions; rules: {rules}")
    names = tuple(pages) if options.all else options.names
    for name in names:
        if name not in pages:
            raise UsageError(f"unknown rule {name!r}{did_you_mean(name, pages)}")
    output.data("\n\n".join(f"# {name}\n\n{pages[name].strip()}" for name in names) + "\n")
    return 0


def _print_assumptions() -> None:
    from dfopt.knowledge.assumptions import all_assumptions

    lines = [
        "# Assumptions",
        "",
        "Rewrites at the level `known-commands` rest on what dfopt knows of commands and of base",
        "images. Each piece of that knowledge has a name; every change lists those it rests on,",
        "and `deny-assumptions` in the configuration switches them off.",
        "",
    ]
    for name, text in all_assumptions().items():
        lines.append(f"- `{name}`: {text}")
    output.data("\n".join(lines) + "\n")

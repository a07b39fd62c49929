"""The driver: text in, :class:`~dfopt.result.Result` out.

The passes run in their order, again and again until each of them has looked at the file as it is
and has nothing left to do. Each round works on the text of the one before, parsed anew: so a second
run on the output changes nothing, and what is printed reads as intended.

Nothing leaves this module unless the checker (:mod:`dfopt.proof`), which knows nothing of the
passes, finds the output equivalent to the input. Where it does not, the passes run once more, every
single proposal is checked, those that fail are dropped, and a diagnostic ``internal-finding`` asks
to report them. Where anything goes wrong inside, the text stays as it was.
"""

from __future__ import annotations

from dfopt.builder.portability import foreign_frontend, read_otherwise, resolve
from dfopt.config import Config
from dfopt.errors import DfoptError
from dfopt.lineage import Lineage
from dfopt.passes import ORDER
from dfopt.passes.pragmas import read_pragmas
from dfopt.passes.proposal import Knowledge, Proposal, Refusal, Source
from dfopt.result import Result
from dfopt.syntax.edits import applied, spans
from dfopt.syntax.parser import parse, tree_of
from dfopt.terms import SAFETY_LEVELS, Blocked, Change, Diagnostic, Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from dfopt.builder.portability import Target
    from dfopt.context.context import Context, ContextLike
    from dfopt.cost.profile import Profile
    from dfopt.effects.effects import Effects
    from dfopt.passes.pragmas import Pragmas
    from dfopt.passes.proposal import Draft, Pass
    from dfopt.syntax.nodes import Dockerfile, Statement

#: More rounds than any chain of rewrites can need; reaching it is a fault of a pass.
_MAX_ROUNDS: Final = 10

_NOWHERE: Final = Span(Position(1, 1), Position(1, 1))


def optimize(
    text: str,
    *,
    config: Config | None = None,
    filename: str | None = None,
    context: ContextLike | Callable[[], ContextLike | None] | None = None,
    profile: Profile | None = None,
) -> Result:
    """Rewrite a Dockerfile so that its image rebuilds faster and stays the same.

    Args:
        text: the Dockerfile.
        config: the settings; their defaults if left out. Nothing else is read.
        filename: how the file is called in reports and patches (default ``Dockerfile``).
        context: the build context: a path, a :class:`~dfopt.context.tree.Tree`, a
            :class:`~dfopt.context.context.Context`, or a function that returns one of them or None
            and is called only where something depends on it. Without it nothing is known of what is
            copied.
        profile: what was observed of the file's builds (:mod:`dfopt.evidence.profile`); priors
            without it.

    Raises:
        DfoptError: the build context cannot be read.
        TypeError: ``text`` is no ``str``; bytes are decoded with ``surrogateescape``.

    Nothing in ``text`` makes this function raise. A file that BuildKit would refuse comes back as
    it was, with diagnostics.
    """
    if not isinstance(text, str):
        raise TypeError(f"a Dockerfile is given as str, not {type(text).__name__}")
    name = filename or "Dockerfile"
    settings = config or Config()
    if settings.tools:
        from dfopt.knowledge.tables import check_tools

        check_tools(settings.tools)
    check_each, without = False, frozenset[str]()
    try:
        while True:
            run = _Run(text, settings, name, context, profile, without, check_each=check_each)
            try:
                return run.result()
            except _NotEquivalentError:
                if check_each:
                    raise
                check_each = True
            except _PointlessError as error:
                without |= {error.rule}
    except DfoptError:
        raise
    except Exception as error:
        message = f"internal error ({type(error).__name__}: {error}); please report it"
        fault = Diagnostic("internal-error", message, _NOWHERE, "error")
        return Result(text, False, (), (), (fault,), "", text, name)


class _NotEquivalentError(Exception):
    """The checker does not find the output equivalent to the input."""


class _PointlessError(Exception):
    """What a rule has done was for another rule, which then did nothing."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class _Run:
    """One run over one text, without some of the rules.

    ``check_each`` has the checker look at every proposal by itself.
    """

    def __init__(
        self,
        text: str,
        config: Config,
        filename: str,
        context: ContextLike | Callable[[], ContextLike | None] | None,
        profile: Profile | None,
        without: frozenset[str],
        *,
        check_each: bool,
    ) -> None:
        self.text = text
        self.given_context = context
        self.knowledge: Knowledge | None = None
        self.profile = profile
        self.check_each = check_each
        self.without = without
        self.config = config
        self.filename = filename
        self.original = tree_of(text)
        self.dockerfile = self.original
        self.diagnostics = list(self.original.diagnostics)
        self.lineage = Lineage()
        #: Each change with the statements of the input that it is about.
        self.made: list[tuple[Pass, Proposal, Draft, tuple[Statement, ...]]] = []
        #: What each rule said when it last looked.
        self.refusals: dict[Pass, list[Refusal]] = {}
        #: What statements read and write, kept from pass to pass.
        self.effects: dict[Statement, Effects] = {}
        self.rules = [rule.name for rule in ORDER]
        self.context: Context | None = None
        #: The assumptions of a proposal that is looked at by itself.
        self.attempted: frozenset[str] = frozenset()

    def result(self) -> Result:
        """Run the passes, check the outcome and put the report together; once only."""
        try:
            return self._result()
        finally:
            # It refers back to this run. Without that circle all trees go away with the run, and a
            # process that lives long (an editor's server) does not wait for the collector.
            if self.knowledge is not None:
                self.knowledge.forget()
            self.knowledge = None

    def _result(self) -> Result:
        foreign = foreign_frontend(self.original)
        if foreign is not None:
            message = f"the frontend {foreign} may read this file in its own way"
            self.diagnostics.append(Diagnostic("foreign-frontend", message, _NOWHERE, "error"))
        if any(diagnostic.severity == "error" for diagnostic in self.diagnostics):
            return self._report("")
        target = resolve(self.config.engine, self.original)
        otherwise = read_otherwise(self.original, target)
        if otherwise is not None:
            diagnostic = Diagnostic("builders-disagree", otherwise, _NOWHERE, "warning")
            self.diagnostics.append(diagnostic)
        elif not self._rewrite(target):
            return self._report("")
        from dfopt.cost.steps import edit_cost

        return self._report(edit_cost(self.dockerfile, target))

    def _rewrite(self, target: Target) -> bool:
        """Run the passes to the end; False where the file asks to be skipped."""
        pragmas = read_pragmas(self.original, self.rules)
        self.diagnostics += pragmas.diagnostics
        if self.config.safety == "known-commands":
            self.knowledge = Knowledge(target, self._is_assumed, self._context, self.config.tools)
        if pragmas.skips_file:
            return False
        self._run_passes(target, pragmas)
        self._look_for_pointless()
        if self.dockerfile is not self.original and not self._is_sound(target):
            if not self._is_broken():
                raise _NotEquivalentError
            self._take_back()
        return True

    def _look_for_pointless(self) -> None:
        """Raise _PointlessError where two statements that a rule wanted parted are neighbours."""
        place = {statement: i for i, statement in enumerate(self.dockerfile.statements)}
        for rule, proposal, *_ in self.made:
            if proposal.apart is not None:
                first, second = (place.get(self.lineage.now(part)) for part in proposal.apart)
                if first is not None and second is not None and second - first == 1:
                    raise _PointlessError(rule.name)

    def _is_broken(self) -> bool:
        """Tell, and report, that BuildKit could not build the input either."""
        from dfopt.builder.build import build_symbolic
        from dfopt.builder.errors import BuildError

        first: BuildError | None = None
        try:
            for outcome in build_symbolic(self.original):
                if isinstance(outcome, BuildError):
                    first = first or outcome
        except BuildError as error:
            first = error
        if first is None:
            return False
        place = spans(self.original).get(first.statement) if first.statement else None
        message = f"BuildKit cannot build this: {first.message}"
        self.diagnostics.append(Diagnostic("build-error", message, place or _NOWHERE, "warning"))
        return True

    def _take_back(self) -> None:
        """Forget all changes."""
        self.dockerfile = self.original
        self.made = []
        self.refusals = {}

    def _is_sound(self, target: Target) -> bool:
        """Tell whether every comment is still there, and the checker accepts the whole."""
        if _comments(self.text) != _comments(str(self.dockerfile)):
            return False
        return self._is_equivalent(self.original, self.dockerfile, target)

    def _run_passes(self, target: Target, pragmas: Pragmas) -> None:
        """Run the passes in turn, until all of them in a row have found nothing to change."""
        rules = [rule for rule in ORDER if self._is_selected(rule.name)]
        idle = 0
        for _ in range(_MAX_ROUNDS):
            printed = self.dockerfile
            for rule in rules:
                if self._run(rule, target, pragmas):
                    pragmas = read_pragmas(self.dockerfile, self.rules)
                    idle = 0
                else:
                    idle += 1
                if idle == len(rules):
                    break
            if self.dockerfile is printed:
                return
            self._read_again()
            pragmas = read_pragmas(self.dockerfile, self.rules)
        raise RuntimeError("the passes do not come to an end")

    def _run(self, rule: Pass, target: Target, pragmas: Pragmas) -> bool:
        """Run one pass; tell whether it has changed anything."""
        source = Source(
            self.dockerfile,
            target,
            pragmas.untouchable(rule.name),
            self.effects,
            self.knowledge,
            self.profile,
        )
        self.refusals[rule] = refusals = []
        proposals = []
        for found in rule.propose(source):
            if not isinstance(found, Proposal):
                refusals.append(found)
            elif obstacle := self._forbidden(found):
                refusals += [
                    Refusal(f"{draft.title}: {obstacle}", draft.before[0]) for draft in found.drafts
                ]
            else:
                proposals.append(found)
        if self.check_each:
            proposals = [p for p in proposals if self._passes(rule, p, target)]
        if proposals:
            self._apply(rule, proposals)
        return bool(proposals)

    def _is_selected(self, rule: str) -> bool:
        config = self.config
        if rule in config.ignore or rule in self.without:
            return False
        return not config.select or rule in config.select

    def _forbidden(self, proposal: Proposal) -> str:
        """Say what in the settings forbids a rewrite; empty if nothing does."""
        levels = SAFETY_LEVELS
        if levels.index(proposal.safety) > levels.index(self.config.safety):
            return f"needs the safety level {proposal.safety}"
        denied = [name for name in proposal.assumptions if not self._is_assumed(name)]
        return f"the assumption {denied[0]} is denied" if denied else ""

    def _is_equivalent(self, before: Dockerfile, after: Dockerfile, target: Target) -> bool:
        from dfopt.proof.equivalence import compare

        assumptions = {
            name for _, proposal, *_ in self.made for name in proposal.assumptions
        } | self.attempted
        return bool(
            compare(
                before,
                after,
                safety=self.config.safety,
                target=target,
                context=self._context() if assumptions else None,
                assumptions=assumptions,
                tools=self.config.tools,
            )
        )

    def _is_assumed(self, assumption: str) -> bool:
        """Tell whether the configuration lets an assumption be used."""
        return assumption not in self.config.deny_assumptions

    def _context(self) -> Context | None:
        """Return the build context, read when first asked for."""
        if self.context is None and self.given_context is not None:
            given = self.given_context() if callable(self.given_context) else self.given_context
            self.given_context = None
            if given is not None:
                from dfopt.context.context import context_of

                found = context_of(given, self.filename)
                if found.origin != "guessed" or self._is_assumed("context.guessed"):
                    self.context = found
        return self.context

    def _passes(self, rule: Pass, proposal: Proposal, target: Target) -> bool:
        """Let the checker look at one proposal, and report it if it does not pass."""
        orders = [proposal.order] if proposal.order else []
        after, _ = applied(self.dockerfile, proposal.replacements, orders)
        again = parse(str(after))
        is_kept = _comments(str(after)) == _comments(str(self.dockerfile))
        reads = is_kept and _reads_as(again, after)
        self.attempted = frozenset(proposal.assumptions)
        sound = reads and self._is_equivalent(self.dockerfile, again, target)
        self.attempted = frozenset()
        if sound:
            return True
        self._find(rule, proposal)
        return False

    def _apply(self, rule: Pass, proposals: list[Proposal]) -> None:
        """Make the changes that one pass has proposed, all of them for the same tree."""
        lineage = self.lineage
        replacements = {k: v for p in proposals for k, v in p.replacements.items()}
        orders = [p.order for p in proposals if p.order]
        new = {part for parts in replacements.values() for part in parts}
        self.dockerfile, renewed = applied(self.dockerfile, replacements, orders)
        for proposal in proposals:
            for draft in proposal.drafts:
                origins = tuple([o for s in draft.before for o in lineage.origins(s)])
                self.made.append((rule, proposal, draft, origins))
                if draft.after not in new and draft.after not in draft.before:
                    # It makes up for what is removed, and stands for no more than before.
                    origins = lineage.origins(draft.after)
                lineage.become(draft.after, *draft.before, origins=origins)
        for former, parts in replacements.items():
            for part in parts:
                # What several have come of stands for it, each of them.
                lineage.stands_for(part, former)
        for former, statement in renewed.items():
            lineage.become(statement, former, origins=lineage.origins(former))

    def _find(self, rule: Pass, proposal: Proposal) -> None:
        """Report a proposal that the checker does not accept."""
        if proposal.safety == "known-commands":
            # What commands do is known to the passes and to the checker, but not in the same words.
            reason = "the checker cannot show that it is safe"
            self.refusals[rule] += [
                Refusal(f"{draft.title}: {reason}", draft.before[0]) for draft in proposal.drafts
            ]
            return
        for draft in proposal.drafts:
            message = (
                f"{rule.name}: cannot prove that this is safe: {draft.title}; please report it"
            )
            finding = Diagnostic("internal-finding", message, _NOWHERE, "warning")
            if finding not in self.diagnostics:
                self.diagnostics.append(finding)

    def _read_again(self) -> None:
        """Replace the tree by that of its text, and make sure that it reads the same."""
        printed = self.dockerfile
        again = parse(str(printed))
        if not _reads_as(again, printed):
            raise _NotEquivalentError
        for former, statement in zip(printed.statements, again.statements, strict=True):
            self.lineage.become(statement, former, origins=self.lineage.origins(former))
        self.dockerfile = again

    def _report(self, cost: str) -> Result:
        text = str(self.dockerfile)
        reports = self.made or self.refusals
        before = spans(self.original) if reports else {}
        after = spans(self.dockerfile) if self.made else {}
        changes = [
            self._change(rule, proposal, draft, [before[o] for o in origins], after)
            for rule, proposal, draft, origins in self.made
        ]
        blocked = [
            Blocked(
                rule.name,
                refusal.reason,
                before[self.lineage.origins(refusal.statement)[0]],
            )
            for rule, refusals in self.refusals.items()
            for refusal in refusals
        ]
        return Result(
            text,
            text != self.text,
            tuple(sorted(changes, key=lambda c: _place(c.before))),
            tuple(sorted(blocked, key=lambda b: _place(b.span))),
            tuple(sorted(self.diagnostics, key=lambda d: _place(d.span))),
            cost,
            self.text,
            self.filename,
        )

    def _change(
        self,
        rule: Pass,
        proposal: Proposal,
        draft: Draft,
        before: list[Span],
        after: dict[Statement, Span],
    ) -> Change:
        final = self.lineage.now(draft.after)
        return Change(
            rule=rule.name,
            title=draft.title,
            reason=draft.reason,
            safety=proposal.safety,
            before=Span(
                min((span.start for span in before), key=_pair),
                max((span.end for span in before), key=_pair),
            ),
            after=after[final],
            gain=draft.gain.seconds,
            assumptions=proposal.assumptions,
            share=draft.gain.share,
            basis=draft.gain.basis,
        )


def _pair(position: Position) -> tuple[int, int]:
    return position.line, position.column


def _place(span: Span) -> tuple[int, int]:
    return _pair(span.start)


def _reads_as(again: Dockerfile, printed: Dockerfile) -> bool:
    """Tell whether a text that was printed reads as the tree it was printed from."""
    return not again.has_errors and _reading(again) == _reading(printed)


def _comments(text: str) -> list[str]:
    """Return all comment lines of a text, sorted; how they are indented does not matter."""
    if "#" not in text:
        return []
    lines = [line.strip() for line in text.split("\n")]
    return sorted(line for line in lines if line.startswith("#"))


def _reading(dockerfile: Dockerfile) -> list[tuple[object, ...]]:
    """Return what BuildKit's parser makes of each instruction, and the comments bound to it."""
    return [
        (
            s.kind,
            s.flags,
            s.arguments,
            s.lexed.json,
            s.comments,
            tuple(h.content for h in s.heredocs),
        )
        for s in dockerfile.statements
    ]

"""What is known of the steps of a stage, one by one: what they do, and which paths they touch."""

from __future__ import annotations

from dfopt.builder.operations import CopyAction, Exec, MakeDirectory
from dfopt.builder.placements import Placed, placement
from dfopt.effects.territory import (
    Territory,
    leads_straight,
    parents_of,
    trees_of,
)
from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.places import TOP
from dfopt.syntax.nodes import Run, Transfer, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dfopt.builder.build import Built
    from dfopt.builder.commands import Commands
    from dfopt.builder.operations import Action, Operation
    from dfopt.builder.placements import Placement
    from dfopt.builder.portability import Target
    from dfopt.builder.surroundings import Surroundings
    from dfopt.builder.values import Value
    from dfopt.context.context import Context
    from dfopt.knowledge.behaviour import Circumstances
    from dfopt.syntax.nodes import Statement


class StageSteps:
    """The steps of one stage, by instruction."""

    def __init__(
        self, built: Built, commands: Commands, context: Context | None, target: Target
    ) -> None:
        """Take what the abstract builder made of the stage; nothing is looked at yet."""
        self.commands = commands
        self.context = context
        self.target = target
        self.operations: dict[Statement, list[Operation | Action]] = {}
        self.order: list[Statement] = []
        self._image = self._collect(built)
        self._behaviours: dict[Statement, Behaviour | Unknown] = {}
        self._surroundings: Surroundings | None = None
        self._territories: dict[Statement, Territory | None] = {}

    def _collect(self, built: Built) -> Operation | None:
        operation = built.root
        found: list[tuple[Statement, Operation | Action]] = []
        while operation is not None:
            statement = operation.statement
            if isinstance(operation, Exec):
                if statement is not None:
                    found.append((statement, operation))
                operation = operation.root
                continue
            actions = getattr(operation, "actions", None)
            if actions is None:
                break
            if statement is not None:
                found += [(statement, action) for action in reversed(actions)]
            operation = operation.base  # type: ignore[attr-defined]
        for statement, each in reversed(found):
            if statement not in self.operations:
                self.order.append(statement)
            self.operations.setdefault(statement, []).append(each)
        return operation

    def execution(self, statement: Statement) -> Exec | None:
        """Return the process of a RUN; None where it is not known."""
        found = self.operations.get(statement, [])
        return found[0] if len(found) == 1 and isinstance(found[0], Exec) else None

    def circumstances(self, statement: Statement) -> Circumstances | None:
        """Return where a RUN runs, whatever copies have put there."""
        execution = self.execution(statement)
        if execution is None:
            return None
        return self.commands.circumstances(execution, None)

    def directory(self, statement: Statement) -> str | None:
        """Return the working directory that a RUN, COPY or ADD sees; None where it is not known."""
        below: Value | None = None
        for each in self.order:
            if each is statement:
                break
            if isinstance(each, Workdir):
                action = self.operations[each][0]
                assert isinstance(action, MakeDirectory)
                below = action.path
        if below is not None:
            return self.commands.resolved(below)
        reference = getattr(self._image, "reference", None)
        if reference is None:
            return "/"
        base = self.commands.base_of(reference)
        return None if base is None else base.directory

    def behaviour(self, statement: Statement) -> Behaviour | Unknown:
        """Return what a RUN does."""
        if statement not in self._behaviours:
            execution = self.execution(statement)
            if execution is None:
                self._behaviours[statement] = Unknown("it is not reached by the build")
            else:
                found = self.commands.behaviour(execution, self.placed(statement))
                if isinstance(found, Behaviour):
                    directory = self.commands.circumstances(execution, None).directory
                    found = self._with_homes(statement, self._led_by().around(found, directory))
                self._behaviours[statement] = found
        return self._behaviours[statement]

    def _with_homes(self, statement: Statement, behaviour: Behaviour) -> Behaviour:
        """Return a behaviour with what it rests on that its new homes hold nothing unusual."""
        if not behaviour.homes:
            return behaviour
        from dfopt.knowledge.homes import PLAIN_SKELETON

        before = self.order[: self.order.index(statement)]
        if (
            self.commands.base_of(getattr(self._image, "reference", "")) is not None
            and all(map(self._leaves_skeleton, before))
            and self.commands.is_allowed(PLAIN_SKELETON)
        ):
            return behaviour.with_changes(assumptions=behaviour.assumptions | {PLAIN_SKELETON})
        return behaviour.with_changes(homes=frozenset())

    def _leaves_skeleton(self, statement: Statement) -> bool:
        """Tell whether an instruction surely leaves alone what new homes are filled with."""
        from dfopt.knowledge.homes import is_no_skeleton, leaves_skeleton

        if isinstance(statement, Run):
            behaviour = self.behaviour(statement)
            return isinstance(behaviour, Behaviour) and leaves_skeleton(behaviour)
        territory = self.territory(statement) if isinstance(statement, Workdir) else None
        return territory is not None and all(map(is_no_skeleton, territory.makes))

    def _led_by(self) -> Surroundings:
        """Return to what the stage's own files may lead any process."""
        if self._surroundings is None:
            executions = [found for each in self.order if (found := self.execution(each))]
            copies = []
            for each in self.order:
                for action in self.operations.get(each, []):
                    if isinstance(action, CopyAction):
                        where = None
                        if self.context is not None:
                            where = placement(self._resolved(action), self.context)
                        copies.append((action, where))
            self._surroundings = self.commands.surroundings(executions, copies)
        return self._surroundings

    @property
    def is_on_image(self) -> bool:
        """Whether the stage, with those it starts from, is a chain of steps on top of an image."""
        return getattr(self._image, "reference", None) is not None

    def placements(self, statement: Statement) -> list[Placement] | None:
        """Return what a COPY or ADD places out of the context; None where that is not known."""
        if self.context is None:
            return None
        found = []
        for action in self.operations.get(statement, []):
            one = placement(self._resolved(action), self.context)
            if one is None:
                return None
            found.append(one)
        return found

    def placed(self, statement: Statement) -> Placed | None:
        """Return what copies have put into the image in front of an instruction."""
        if self.context is None or statement not in self.operations:
            return None
        before = self.order[: self.order.index(statement)]
        placements: list[Placement] = []
        others: list[tuple[Statement, bool]] = []
        for each in before:
            found = self.placements(each) if isinstance(each, Transfer) else None
            if found is not None:
                placements += found
            elif not isinstance(each, Workdir):
                others.append((each, not placements))
        return Placed(placements, lambda path: self._is_fresh(path, others))

    def _is_fresh(self, path: str, others: Sequence[tuple[Statement, bool]]) -> bool:
        """Tell whether others than copies have put nothing at or below a path.

        Each comes with whether nothing has been copied in front of it.
        """
        from dfopt.knowledge.bases import is_fresh

        for each, is_before_copies in others:
            territory = self.territory(each)
            if territory is None or territory.fills(path, is_before_copies=is_before_copies):
                return False
        if self._image is None:
            return True
        base = self.commands.base_of(getattr(self._image, "reference", ""))
        return is_fresh(base, path)

    def _resolved(self, action: Operation | Action) -> Action | None:
        """Return an action with the unknown values that the base image settles."""
        if not isinstance(action, CopyAction):
            return None
        resolved = self.commands.resolved
        path, destination = resolved(action.path), resolved(action.destination)
        if path is None or destination is None:
            return None
        is_whole = action.is_tree and path == "/"
        unpack = action.unpack and not is_whole
        return action.with_changes(path=path, destination=destination, unpack=unpack)

    def territory(self, statement: Statement) -> Territory | None:
        """Return the paths that an instruction touches; None where that may be any."""
        if statement not in self._territories:
            if isinstance(statement, Run):
                found = self._process(statement)
            elif isinstance(statement, Transfer):
                found = self._copy(statement)
            elif isinstance(statement, Workdir):
                found = self._directory(statement)
            else:
                found = None
            self._territories[statement] = found
        return self._territories[statement]

    def _process(self, statement: Statement) -> Territory | None:
        behaviour = self.behaviour(statement)
        circumstances = self.circumstances(statement)
        if isinstance(behaviour, Unknown) or circumstances is None:
            return None
        return Territory(
            behaviour.reads | behaviour.files | behaviour.absent,
            behaviour.writes | behaviour.outputs,
            behaviour.makes,
            circumstances.user == "root",
            not circumstances.is_base_known,
            is_process=True,
            hollow=behaviour.hollow - behaviour.outputs,
            homes=behaviour.homes - behaviour.outputs,
            enters=behaviour.enters,
        )

    def _copy(self, statement: Statement) -> Territory | None:
        trees: set[str] = set()
        whole: set[str] = set()
        plain = True
        for action in self.operations.get(statement, []):
            resolved = self._resolved(action)
            if not isinstance(resolved, CopyAction):
                return None
            one = placement(resolved, self.context) if self.context is not None else None
            if resolved.unpack and not (one is not None and one.is_directory):
                return None
            plain = plain and resolved.owner is None and resolved.mode is None
            trees.update(trees_of(resolved, one))
            if one is not None and one.is_whole:
                whole.add(one.destination)
        is_straight = all(map(leads_straight, trees)) or self.start_programs(statement)
        if not trees or not is_straight:
            return None
        writes = frozenset(trees)
        makes = whole | {parent for path in writes for parent in parents_of(path)}
        return Territory(frozenset(), writes, frozenset(makes), plain)

    def _goes_straight(self, statement: Statement) -> bool:
        """Tell whether a COPY or ADD writes where no link, and nothing of the system, is likely."""
        found = [self._resolved(action) for action in self.operations.get(statement, [])]
        places = [action.destination for action in found if isinstance(action, CopyAction)]
        return all(type(place) is not str or leads_straight(place) for place in places)

    def start_programs(self, statement: Statement) -> bool:
        """Tell whether a COPY brings nothing but programs to start with, one file each."""
        from dfopt.knowledge.start_programs import is_start_program

        if statement.kind != "COPY" or statement.flag("chown") is not None:
            return False
        placements = self.placements(statement)
        return bool(placements) and all(
            each.file is not None and is_start_program(each.file) for each in placements or ()
        )

    def stays_in_system(self, statement: Statement) -> bool:
        """Tell whether a COPY or ADD surely brings files to directories of the system only."""
        found = [self._resolved(action) for action in self.operations.get(statement, [])]
        places = [f.destination for f in found if isinstance(f, CopyAction) and not f.unpack]
        return len(places) == len(found) and all(
            type(place) is str and place.strip("/").partition("/")[0] in TOP for place in places
        )

    def _directory(self, statement: Statement) -> Territory | None:
        for action in self.operations.get(statement, []):
            if not isinstance(action, MakeDirectory):
                return None
            path = self.commands.resolved(action.path)
            user = "" if action.owner is None else None
            if action.owner is not None and not isinstance(action.owner.user, int):
                user = self.commands.resolved(action.owner.user)
            if path is None or not leads_straight(path):
                return None
            place = path.rstrip("/") or "/"
            makes = frozenset((place, *parents_of(place)))
            return Territory(frozenset(), frozenset(), makes, user in ("", "0", "root"))
        return Territory(frozenset(), frozenset(), frozenset(), True)

"""What is known of the steps of a chain, one by one: what they touch, and what lies where they run.

A process is known by its behaviour; what that depends on of the project's files is known where only
copies out of the build context can have put anything.
"""

from __future__ import annotations

from dfopt.builder.operations import (
    CopyAction,
    Exec,
    FileOperation,
    ImageSource,
    MakeDirectory,
    MountPoint,
)
from dfopt.builder.placements import Placed, placement
from dfopt.builder.placements import links as brought_links
from dfopt.builder.surroundings import Surroundings
from dfopt.builder.values import Term
from dfopt.knowledge.behaviour import Behaviour
from dfopt.knowledge.places import overlap
from dfopt.proof.canonical import FileSystems
from dfopt.proof.chains import Step
from dfopt.proof.footprints import (
    Footprint,
    footprint_of_process,
    known_footprint,
    writes_through,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dfopt.builder.commands import Commands
    from dfopt.builder.operations import Action, Operation, Owner
    from dfopt.builder.placements import Placement
    from dfopt.builder.values import Value
    from dfopt.context.context import Context
    from dfopt.syntax.nodes import Statement


class KnownSteps(FileSystems):
    """Steps with what is known of them, if the assumptions hold."""

    def __init__(self, commands: Commands, context: Context | None) -> None:
        """Start with no step known."""
        super().__init__()
        self.commands = commands
        self.context = context
        self._placements: dict[int, Placement | None] = {}
        self._alone: dict[int, Behaviour | None] = {}
        self._droppable: dict[Statement, frozenset[str]] = {}
        self._has_start_programs = False
        #: To what the steps of the chain that is looked at may lead its processes.
        self._surroundings = Surroundings()

    def _resolved(self, step: Step) -> Step:
        """Return a step without what makes no difference, and with what the base image settles."""
        action = step.action
        if action is None:
            return self._without_mounts(step)
        resolved = self.commands.resolved
        changed: Action
        if isinstance(action, CopyAction):
            changed = action.with_changes(
                path=_or(resolved(action.path), action.path),
                destination=_or(resolved(action.destination), action.destination),
                unpack=action.unpack and not _is_whole_context(action),
            )
        elif isinstance(action, MakeDirectory):
            changed = action.with_changes(
                path=_or(resolved(action.path), action.path), owner=self._owner(action.owner)
            )
        else:
            return step
        operation = FileOperation(step.operation.statement, None, (changed,))
        return Step(operation, changed, step.statement)

    def _without_mounts(self, step: Step) -> Step:
        targets = self._droppable.get(step.statement) if step.statement is not None else None
        if targets is None or not isinstance(step.operation, Exec):
            return step
        mounts = tuple(
            mount
            for mount in step.operation.mounts
            if not (isinstance(mount, MountPoint) and mount.target in targets)
        )
        return step.with_changes(operation=step.operation.with_changes(mounts=mounts))

    def _owner(self, owner: Owner | None) -> Owner | None:
        if owner is None or not isinstance(owner.user, Term):
            return owner
        user = self.commands.resolved(owner.user)
        return None if user in ("", "0", "root") else owner

    def _placement(self, step: Step) -> Placement | None:
        if self.context is None or step.action is None:
            return None
        key = id(step.action)
        if key not in self._placements:
            self._placements[key] = placement(step.action, self.context)
            self._kept.append(step.action)
        return self._placements[key]

    def _placed(self, before: Sequence[Step], image: Operation | None) -> Placed | None:
        """Return what copies have put into the image in front of a step."""
        if self.context is None:
            return None
        placements: list[Placement] = []
        others: list[tuple[Footprint | None, bool]] = []
        links: list[Footprint] = []
        is_led = False
        behaviours = self._with_homes(
            before, [self._behaviour(step, None) for step in before], image
        )
        for step, behaviour in zip(before, behaviours, strict=True):
            found = self._placement(step)
            touched = self._footprint(step, behaviour)
            if found is not None:
                placements.append(found)
            elif not isinstance(step.action, MakeDirectory):
                others.append((touched, not placements))
            if touched is not None:
                # What goes through a link may come to lie anywhere.
                is_led = is_led or any(writes_through(link, touched) for link in links)
                if found is None or any(brought_links(found.action, found.context)):
                    links.append(touched)
        return Placed(placements, lambda path: not is_led and self._is_fresh(path, others, image))

    def _is_fresh(
        self,
        path: str,
        others: Sequence[tuple[Footprint | None, bool]],
        image: Operation | None,
    ) -> bool:
        """Tell whether others than copies have put nothing at or below a path.

        Each comes with whether nothing has been copied in front of it.
        """
        from dfopt.knowledge.bases import is_fresh

        if any(overlap(each, path) for each in self._surroundings.mentions):
            # A process may have been led there, by a link that it has made itself.
            return False
        parts = tuple(path.casefold().strip("/").split("/"))
        for each, spares in others:
            if each is None or each.touches(parts, spares=spares):
                return False
        if image is None:
            return True
        assert isinstance(image, ImageSource)
        base = self.commands.base_of(image.reference)
        return is_fresh(base, path)

    def _behaviours(self, steps: Sequence[Step], image: Operation | None) -> list[Behaviour | None]:
        found = []
        for index, step in enumerate(steps):
            files = None
            if isinstance(step.operation, Exec):
                files = self._placed(steps[:index], image)
            found.append(self._wherever(step, files, steps[index + 1 :]))
        return self._with_homes(steps, found, image)

    def _with_homes(
        self,
        steps: Sequence[Step],
        behaviours: Sequence[Behaviour | None],
        image: Operation | None,
    ) -> list[Behaviour | None]:
        """Return what processes do; of new homes nothing is known behind what may fill them.

        Nor is anything of those in an image that is not known.
        """
        reference = image.reference if isinstance(image, ImageSource) else ""
        found = []
        is_plain = True
        for step, behaviour in zip(steps, behaviours, strict=True):
            known = behaviour
            if known is not None and known.homes:
                from dfopt.knowledge.homes import PLAIN_SKELETON

                is_plain = is_plain and self.commands.base_of(reference) is not None
                if not (is_plain and self.commands.is_allowed(PLAIN_SKELETON)):
                    known = known.with_changes(homes=frozenset())
            found.append(known)
            is_plain = is_plain and _leaves_skeleton(step, known)
        return found

    def _wherever(
        self, step: Step, files: Placed | None, behind: Sequence[Step]
    ) -> Behaviour | None:
        """Return what a process does, if that is known also where it stands behind more copies.

        One that takes what lies in a directory under one of many names has not seen what later
        copies bring there.
        """
        behaviour = self._behaviour(step, files)
        if behaviour is None or not behaviour.scans or files is None:
            return behaviour
        more = [found for each in behind if (found := self._placement(each)) is not None]
        whole = Placed((*files.placements, *more), files.is_fresh)
        return None if self._behaviour(step, whole) is None else behaviour

    def _behaviour(self, step: Step, files: Placed | None) -> Behaviour | None:
        """Return what a process does; None where that is not known, or it is no process."""
        if not isinstance(step.operation, Exec):
            return None
        behaviour = self._raw_behaviour(step.operation, files)
        if behaviour is None:
            return None
        directory = self.commands.circumstances(step.operation, None).directory
        return self._surroundings.around(behaviour, directory)

    def _raw_behaviour(self, execution: Exec, files: Placed | None) -> Behaviour | None:
        """Return what a process does by itself, whatever leads it elsewhere."""
        key = id(execution)
        if files is None and key in self._alone:
            return self._alone[key]
        found = self.commands.behaviour(execution, files)
        behaviour = found if isinstance(found, Behaviour) else None
        if files is None:
            self._alone[key] = behaviour
            self._kept.append(execution)
        return behaviour

    def _footprint(self, step: Step, behaviour: Behaviour | None) -> Footprint | None:
        if isinstance(step.operation, Exec):
            if behaviour is None or not self.commands.is_allowed("base.fresh-directories"):
                return None
            circumstances = self.commands.circumstances(step.operation, None)
            return footprint_of_process(
                behaviour,
                circumstances,
                step.operation.user,
                leaves=self._leaves_start_programs(step.operation),
            )
        if step.action is None:
            return None
        placed = self._placement(step)
        found = known_footprint(step.action, placed)
        return None if found is None else found.with_changes(is_placed=placed is not None)

    def _leaves_start_programs(self, execution: Exec) -> bool:
        """Ask only where it matters: what is asked counts as an assumption that was used."""
        return self._has_start_programs and self.commands.leaves_start_programs(
            execution, self._surroundings
        )


def _or(value: str | None, otherwise: Value) -> Value:
    return otherwise if value is None else value


def _leaves_skeleton(step: Step, behaviour: Behaviour | None) -> bool:
    """Tell whether a step surely leaves alone what new homes are filled with."""
    from dfopt.knowledge.homes import is_no_skeleton, leaves_skeleton

    if behaviour is not None:
        return leaves_skeleton(behaviour)
    action = step.action
    if not isinstance(action, MakeDirectory) or type(action.path) is not str:
        return False
    return is_no_skeleton(action.path)


def _is_whole_context(action: CopyAction) -> bool:
    """Tell whether an ADD takes a directory for sure; then it unpacks nothing."""
    return action.is_tree and action.path == "/"

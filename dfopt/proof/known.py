"""File systems numbered with knowledge of what commands do, under named assumptions.

The equations are five more than those of :mod:`dfopt.proof.equations`, on the whole chain of a
stage down to its image:

* ``unread``: a process that does not read a variable, or the working directory, is the same
  process whatever they are.
* ``split``: ``RUN a && b`` is ``RUN a`` and ``RUN b`` where ``a`` leaves nothing in the shell and
  ``b`` changes in place nothing that ``a`` may have linked twice.
* ``absorb``: a copy out of the build context that brings everything an earlier copy brought may
  stand in its place, if no step between them reads or writes anything else that it may bring, now
  or in a later build.
* ``exchange``: two neighbouring steps may change places if neither writes what the other reads or
  writes, or makes a directory of the other's in another way.

* ``cache-mount``: a cache mount makes no difference where :mod:`dfopt.proof.caches` says so.

Nothing is exchanged behind a step that may have made a symbolic link anywhere.
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
from dfopt.knowledge.places import EXISTING, SYSTEM, TOP, overlap
from dfopt.proof.canonical import FileSystems, least_order
from dfopt.proof.chains import Chain, Step, chain_of
from dfopt.proof.equations import simplified
from dfopt.proof.footprints import (
    Footprint,
    disjoint,
    footprint_of_process,
    known_footprint,
    leads_through,
    takes_away,
    writes_through,
)
from dfopt.proof.indexes import copies_behind_refreshes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.builder.commands import Commands
    from dfopt.builder.operations import Action, Operation, Owner
    from dfopt.builder.placements import Placement
    from dfopt.builder.values import Value
    from dfopt.context.context import Context
    from dfopt.syntax.nodes import Dockerfile, Statement

#: A longer chain than this is compared in the order in which it stands.
_MAX_CHAIN: Final = 128
#: Directories at which no step puts a link.
_STAYING: Final = EXISTING.union(SYSTEM)


class KnownFileSystems(FileSystems):
    """Numbers file systems: the same number means the same content, if the assumptions hold."""

    def __init__(self, commands: Commands, context: Context | None) -> None:
        """Start with no file system known."""
        super().__init__()
        self.commands = commands
        self.context = context
        self._placements: dict[int, Placement | None] = {}
        self._alone: dict[int, Behaviour | None] = {}
        self._droppable: dict[Statement, frozenset[str]] = {}
        self._has_start_programs = False
        #: To what the steps of the chain that is looked at may lead its processes.
        self._surroundings = Surroundings()

    def drop_mounts(self, dockerfile: Dockerfile, outcomes: Sequence[object]) -> None:
        """Find the cache mounts of a file that make no difference, and take them for absent."""
        from dfopt.proof.caches import droppable

        found = droppable(dockerfile, outcomes, self.commands, self._files_of, self.context)
        self._droppable |= found

    def _files_of(self, execution: Exec) -> Placed | None:
        """Return what copies have put into the image that a process starts from."""
        chain = chain_of(execution.root, through_merges=False)
        if not isinstance(chain.base, ImageSource | None):
            return None
        return self._placed([self._resolved(step) for step in chain.steps], chain.base)

    def _whole(self, order: Sequence[Operation], root: Operation) -> set[int]:
        """Return the operations of which the whole file system counts."""
        found = {id(root)}
        for operation in order:
            below = getattr(operation, "root", None) or getattr(operation, "base", None)
            found.update([id(source) for source in operation.inputs if source is not below])
            if below is not None and not isinstance(below, Exec | FileOperation):
                found.add(id(below))
            if not isinstance(operation, Exec | FileOperation):
                found.add(id(operation))
        return found

    def _number(self, root: Operation) -> None:
        content: object
        if isinstance(root, Exec | FileOperation):
            chain = chain_of(root, through_merges=False)
            base = 0 if chain.base is None else self._numbers[id(chain.base)]
            content = ("known", base, *self._normal_form(chain))
        else:
            content = self._content(root)
        self._keep(root, content)

    def _normal_form(self, chain: Chain) -> list[int]:
        steps = [self._resolved(step) for step in chain.steps]
        self._has_start_programs = any(map(_may_be_start_program, steps))
        image = chain.base
        self._surroundings = self._led_by(steps)
        if len(steps) <= _MAX_CHAIN and isinstance(image, ImageSource | None):
            if image is None or self.commands.base_of(image.reference) is not None:
                # A volume of an image that is not known may lie between two processes: there some
                # builders discard what the first one leaves.
                steps = self._split(steps, image)
                self._surroundings = self._led_by(steps)
            steps = self._absorbed(steps, image)
        steps = list(simplified(Chain(image, tuple(steps))).steps)
        behaviours = self._behaviours(steps, image)
        keys = [
            self._step_number(step, behaviour)
            for step, behaviour in zip(steps, behaviours, strict=True)
        ]
        if len(steps) > _MAX_CHAIN or not isinstance(image, ImageSource | None):
            return keys
        prints: list[Footprint] = []
        made: frozenset[tuple[str, ...]] = frozenset()
        for step, behaviour in zip(steps, behaviours, strict=True):
            found = self._footprint(step, behaviour)
            if found is None:
                break
            if isinstance(step.action, MakeDirectory):
                made |= found.parents
            else:
                # What a WORKDIR above has made, whatever needs it stays below that WORKDIR.
                found = found.with_changes(missing=found.parents - made)
            if behaviour is not None:
                # What a process may have removed is made again by a copy.
                made = frozenset(path for path in made if not takes_away(found, path))
            prints.append(found)
        order = least_order(prints, keys[: len(prints)])
        return [keys[index] for index in order] + keys[len(prints) :]

    def _led_by(self, steps: Sequence[Step]) -> Surroundings:
        """Return to what steps may lead each other; of a RUN that may be cut, its parts count."""
        return self.commands.surroundings(
            [step.operation for step in steps if isinstance(step.operation, Exec)],
            [
                (step.action, self._placement(step))
                for step in steps
                if isinstance(step.action, CopyAction)
            ],
        )

    def copies_behind_refreshes(self, root: Operation | None) -> int:
        """Count the copies between package indexes and what uses them, see there."""
        return copies_behind_refreshes(root, lambda process: self._raw_behaviour(process, None))

    def step_key(self, step: Step) -> int:
        """Return the number of what a step does, whatever it does it to."""
        step = self._resolved(step)
        return self._step_number(step, self._behaviour(step, None))

    def makes_plainly(self, step: Step, directory: Step) -> bool:
        """Tell whether a step surely makes the directory of a WORKDIR, for root with mode 0755.

        A process needs its working directory; a copy makes what its destination lies in.
        """
        made = self._resolved(directory).action
        if not isinstance(made, MakeDirectory) or made.owner is not None:
            return False
        if isinstance(step.operation, Exec):
            user = self.commands.circumstances(step.operation, None).user
            return user == "root" and step.operation.directory == made.path
        action = self._resolved(step).action
        if not isinstance(action, CopyAction) or action.owner is not None:
            return False
        path, destination = made.path, action.destination
        if type(path) is not str or type(destination) is not str or action.mode is not None:
            return False
        return destination == path or destination.startswith(path.rstrip("/") + "/")

    def takes_something(self, statement: Statement) -> bool:
        """Tell whether a COPY or ADD names a file that is there."""
        if self.context is None:
            return False
        tree = self.context.visible
        return any(
            tree.lookup(word.removeprefix("./").strip("/")) is not None
            for word in statement.arguments[:-1]
            if not any(char in word for char in "*?[\\$\"'")
        )

    def _step_number(self, step: Step, behaviour: Behaviour | None) -> int:
        if behaviour is None:
            return self._intern(self._content(step.operation))
        return self._intern(self._content(self._unread(step.operation, behaviour)))

    def _unread(self, operation: Operation, behaviour: Behaviour) -> Operation:
        """Return a process without what it does not read."""
        assert isinstance(operation, Exec)
        environment = operation.environment
        if "*" not in behaviour.environment:
            environment = tuple(
                (name, value)
                for name, value in environment
                if isinstance(name, Term) or behaviour.reads_variable(name)
            )
        directory = operation.directory if behaviour.uses_directory else ""
        return operation.with_changes(environment=environment, directory=directory)

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

    # Splitting

    def _split(self, steps: Sequence[Step], image: Operation | None) -> list[Step]:
        """Return the steps with each ``RUN a && b`` as several, where that is the same."""
        found: list[Step] = []
        for index, step in enumerate(steps):
            found += self._pieces(step, steps[:index], image)
        return found

    def _pieces(self, step: Step, before: Sequence[Step], image: Operation | None) -> list[Step]:
        execution = step.operation
        if not isinstance(execution, Exec):
            return [step]
        from dfopt.proof.splitting import cut

        scripts = cut(
            execution,
            self.commands,
            lambda: self._placed(before, image),
            lambda path: self._is_led(path, before),
        )
        if not scripts:
            return [step]
        *shell, _ = execution.arguments
        return [
            Step(execution.with_changes(arguments=(*shell, script)), None, step.statement)
            for script in scripts
        ]

    def _is_led(self, path: str, before: Sequence[Step]) -> bool:
        """Tell whether steps may have put a symbolic link on the way to a path, or at it.

        The directories that every image has stay what they are; other links that come with those of
        the system lead to directories of the system.
        """
        way = tuple(part for part in path.casefold().split("/") if part)
        plain = Footprint((), frozenset(), None, (), ways=(way,))
        for step in before:
            found = self._footprint(step, self._behaviour(step, None))
            if found is None:
                return True
            if way and way[0] in TOP:
                trees = [tree for tree in found.trees if "/" + "/".join(tree) not in _STAYING]
                found = found.with_changes(trees=tuple(trees))
            placed = self._placement(step)
            if leads_through(found, plain) and not (placed and placed.leads_straight(path)):
                return True
        return False

    # Absorbing

    def _absorbed(self, steps: list[Step], image: Operation | None) -> list[Step]:
        """Return the steps with later copies in the place of earlier ones that they include."""
        if self.context is None:
            return steps
        index = 0
        while index < len(steps):
            copy = self._placement(steps[index])
            place = self._earlier(steps, index, copy, image) if copy is not None else None
            if place is None:
                index += 1
            else:
                steps = [
                    *steps[:place],
                    steps[index],
                    *steps[place + 1 : index],
                    *steps[index + 1 :],
                ]
                index = place
        return steps

    def _earlier(
        self, steps: Sequence[Step], index: int, copy: Placement, image: Operation | None
    ) -> int | None:
        """Return the place of an earlier copy that a copy may take, None if there is none."""
        for place in range(index - 1, -1, -1):
            other = self._placement(steps[place])
            if other is not None and copy.includes(other):
                return place
            if not self._lets_pass(steps, place, copy, image):
                return None
        return None

    def _lets_pass(
        self, steps: Sequence[Step], place: int, copy: Placement, image: Operation | None
    ) -> bool:
        """Tell whether a copy may come to stand in front of a step."""
        step = steps[place]
        before = steps[:place]
        if not isinstance(step.operation, Exec):
            one = self._footprint(step, None)
            two = known_footprint(copy.action, copy)
            return one is not None and two is not None and disjoint(one, two)
        files = self._placed(before, image)
        behaviour = self._wherever(step, files, steps[place + 1 :])
        if behaviour is None or behaviour.verdict != "safe":
            return False
        earlier = [found for each in before if (found := self._placement(each)) is not None]
        is_root = self.commands.circumstances(step.operation, None).user == "root"
        if not _is_indifferent(behaviour, copy, earlier, is_root):
            return False
        if not behaviour.enters:
            return True
        made = self._made(before)
        return all(
            copy.is_kept_away(path) or _is_there(path, copy, made) for path in behaviour.enters
        )

    def _made(self, steps: Sequence[Step]) -> set[str]:
        """Return what WORKDIRs and copies of single files have made, and no process removed."""
        made: set[str] = set()
        for step in steps:
            if isinstance(step.operation, Exec):
                behaviour = self._behaviour(step, None)
                writes = ("/",) if behaviour is None else behaviour.writes
                made = {
                    path
                    for path in made
                    if not any(f"{path}/".startswith(f"{each.rstrip('/')}/") for each in writes)
                }
            elif isinstance(step.action, MakeDirectory):
                made |= {step.action.path} if type(step.action.path) is str else set()
            elif isinstance(step.action, CopyAction) and step.action.mode is None:
                placement = self._placement(step)
                made |= {placement.file} if placement is not None and placement.file else set()
        return made


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


def _may_be_start_program(step: Step) -> bool:
    action = step.action
    return isinstance(action, CopyAction) and str(action.destination).startswith("/usr/local/bin")


def _is_whole_context(action: CopyAction) -> bool:
    """Tell whether an ADD takes a directory for sure; then it unpacks nothing."""
    return action.is_tree and action.path == "/"


def _is_indifferent(
    behaviour: Behaviour, copy: Placement, earlier: Sequence[Placement], is_root: bool
) -> bool:
    """Tell whether a process does the same in front of a copy, however the context changes.

    What it reads of the project has to be there already, by a copy that also brings what may come
    to be; what it writes, .dockerignore has to keep away. What is absent today may be absent.
    """
    for path in behaviour.reads | behaviour.writes:
        if not copy.is_kept_away(path):
            return False
    for path in behaviour.makes:
        # A parent of the destination is made alike by both.
        if is_root and copy.destination.startswith(path.rstrip("/") + "/"):
            continue
        if not copy.is_kept_away(path):
            return False
    for path in behaviour.files:
        if copy.is_kept_away(path):
            continue
        origins = copy.origins(path)
        if origins is None:
            return False
        brought = {origin for each in earlier for origin in each.origins(path) or ()}
        if any(o not in brought and not copy.context.ignore.guaranteed(o) for o in origins):
            return False
    return all(copy.entry(path) is None for path in behaviour.absent)


def _is_there(path: str, copy: Placement, made: set[str]) -> bool:
    """Tell whether a directory is there, and the same, in front of a copy as behind it.

    Something in ``made`` is it, or lies below it; if the copy brings one too, that has to be a
    plain directory, and so have those on the way to it.
    """
    is_made = path in EXISTING or any(f"{each}/".startswith(f"{path}/") for each in made)
    if path == copy.destination or copy.destination.startswith(f"{path}/"):
        return is_made
    return is_made and copy.brings_plain(path)

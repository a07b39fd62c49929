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
)
from dfopt.builder.placements import Placed
from dfopt.builder.surroundings import Surroundings
from dfopt.builder.values import Term
from dfopt.knowledge.behaviour import Behaviour
from dfopt.knowledge.places import EXISTING, SYSTEM, TOP
from dfopt.proof.canonical import least_order
from dfopt.proof.chains import Chain, Step, chain_of
from dfopt.proof.equations import simplified
from dfopt.proof.footprints import (
    Footprint,
    disjoint,
    known_footprint,
    leads_through,
    replaces,
)
from dfopt.proof.indexes import copies_behind_refreshes
from dfopt.proof.steps import KnownSteps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.builder.operations import Operation
    from dfopt.builder.placements import Placement
    from dfopt.syntax.nodes import Dockerfile, Statement

#: A longer chain than this is compared in the order in which it stands.
_MAX_CHAIN: Final = 128
#: Directories at which no step puts a link.
_STAYING: Final = EXISTING.union(SYSTEM)


class KnownFileSystems(KnownSteps):
    """Numbers file systems: the same number means the same content, if the assumptions hold."""

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
                made = frozenset(path for path in made if not replaces(found, path))
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


def _may_be_start_program(step: Step) -> bool:
    action = step.action
    return isinstance(action, CopyAction) and str(action.destination).startswith("/usr/local/bin")


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

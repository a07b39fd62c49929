"""``dfopt layers FILE``: what each instruction adds to the image."""

from __future__ import annotations

from dfopt.cli import views
from dfopt.errors import DfoptError
from dfopt.report.tables import Column, Table, seconds, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.syntax.nodes import Dockerfile

_DESCRIPTION = """\
Show what each instruction adds to the history of the image, stage by stage, as
`docker image history` prints it: what made it, whether it is a layer, and where a profile or an
image tells, its size and its time.

An IMAGE is docker:NAME, oci:DIRECTORY or docker-archive:FILE."""

_COLUMNS = (
    Column("LINE", is_number=True),
    Column("LAYER"),
    Column("SIZE", is_number=True),
    Column("TIME", is_number=True),
    Column("CREATED BY", may_be_cut=True),
)


def run(arguments: list[str]) -> int:
    """Show the layers of a file.

    Raises:
        DfoptError: the file, a profile or the image cannot be used.
    """
    from dfopt.builder.errors import BuildError
    from dfopt.cost.layers import history_of
    from dfopt.cost.profile import name_of
    from dfopt.syntax.stages import stages_of

    parser = views.parser("layers", "[IMAGE] [OPTIONS]", _DESCRIPTION)
    parser.add_argument("image", nargs="?", metavar="IMAGE", help="an image built from FILE")
    options = parser.parse_args(arguments)
    subject = views.subject(options)
    try:
        history = history_of(subject.dockerfile, subject.engine)
    except BuildError as error:
        raise views.RefusedFileError(f"{options.file}: {error}") from None
    times = dict(subject.profile.seconds) if subject.profile else {}
    sizes = dict(subject.profile.sizes) if subject.profile else {}
    if options.image:
        sizes.update(_image_sizes(options.image, subject.dockerfile))
    numbers = views.lines_of(subject.dockerfile)
    found = []
    for line in history:
        name = name_of(line.statement)
        found.append(
            {
                "stage": line.stage,
                "line": numbers[line.statement],
                "instruction": line.statement.kind,
                "created_by": line.created_by,
                "in_history": bool(line.created_by),
                "layer": line.has_layer,
                "bytes": sizes.get(name) if line.has_layer else 0,
                "seconds": times.get(name),
            }
        )
    shown: list[Table] = []
    for stage in stages_of(subject.dockerfile):
        title = f"stage {stage.index}: {' '.join(stage.origin.lexed.original.split())}"
        rows = [_row(entry) for entry in found if entry["stage"] == stage.index]
        shown.append(Table(title, _COLUMNS, tuple(rows)))
    if shown:
        shown[-1] = shown[-1].with_changes(footer=_missing(found))
    document = {"file": options.file, "engine": subject.engine, "instructions": found}
    views.put(options, document, shown)
    return 0


def _missing(entries: list[dict[str, object]]) -> tuple[str, ...]:
    """Say what was not measured, and how it could be: nothing here is estimated."""
    layers = [entry for entry in entries if entry["layer"]]
    notes = []
    if any(entry["bytes"] is None for entry in layers):
        notes.append("sizes that are missing were not measured: name an IMAGE built from the file")
    if any(entry["seconds"] is None for entry in layers):
        notes.append("times that are missing were not measured: dfopt profile --log")
    return tuple(notes)


def _row(entry: dict[str, object]) -> tuple[str, ...]:
    number, time = entry["bytes"], entry["seconds"]
    return (
        str(entry["line"]),
        "layer" if entry["layer"] else "-",
        size(number) if isinstance(number, int) else "",
        seconds(time) if isinstance(time, float | int) else "",
        str(entry["created_by"]) or f"({entry['instruction']}: no line in the history)",
    )


def _image_sizes(spec: str, dockerfile: Dockerfile) -> dict[str, int]:
    """Return the sizes of an image's layers, by name of the instruction."""
    from dfopt.builds.history import image_history
    from dfopt.builds.verification import is_image
    from dfopt.cost.profile import name_of
    from dfopt.evidence.errors import EvidenceError
    from dfopt.evidence.logs import assigned, read_log

    if not is_image(spec):
        raise ImageError(f"{spec!r} is no docker:NAME, oci:DIRECTORY or docker-archive:FILE")
    try:
        steps = read_log(image_history(spec))
    except EvidenceError:
        raise ImageError(f"{spec}: the image has no history") from None
    found, _ = assigned(steps, dockerfile)
    return {name_of(s): step.size for s, step in found if step.size is not None}


class ImageError(DfoptError):
    """An image of which the layers cannot be told."""

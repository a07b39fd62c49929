"""What a new home directory is filled with, and who may change that.

Sources: the manuals of useradd and of Debian's adduser, busybox's ``adduser``, and the packages of
the distributions that bring ``/etc/skel``.
"""

from __future__ import annotations

from dfopt.knowledge.places import overlap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.knowledge.behaviour import Behaviour

#: On what it rests that a new home holds nothing but names that begin with a dot.
PLAIN_SKELETON: Final = "useradd.plain-skeleton"

ASSUMPTIONS: Final = {
    PLAIN_SKELETON: "In an official image /etc/skel, with which a new home directory is filled, "
    "holds nothing but names that begin with a dot, and no symbolic link that leads out of it; "
    "packages of the distribution add none. (It does not count where another step of the file may "
    "have changed that.)",
}

#: What is copied into a new home, and the settings that name another directory to copy.
_SOURCES: Final = ("/etc/skel", "/etc/default/useradd", "/etc/adduser.conf")


def leaves_skeleton(behaviour: Behaviour) -> bool:
    """Tell whether a command surely leaves alone what new homes are filled with.

    One that may leave a symbolic link may lead others there, so it counts as well. Packages of the
    distribution are taken to bring nothing of the kind.
    """
    written = behaviour.writes - behaviour.packaged
    if behaviour.outputs or not written <= behaviour.linkless | behaviour.homes:
        return False
    return not any(overlap(path, each) for path in written for each in _SOURCES) and all(
        map(is_no_skeleton, behaviour.makes)
    )


def is_no_skeleton(path: str) -> bool:
    """Tell whether a directory that is made, with its parents, is none to fill homes with."""
    return not any(path == each or path.startswith(f"{each}/") for each in _SOURCES)

"""Rewrites to judge: unsound ones with the reason, sound ones with the level."""

from __future__ import annotations

from tests.proof.cache_mounts import SOUND_MOUNTS, UNSOUND_MOUNTS
from tests.proof.hidden import HIDDEN
from tests.proof.pitfalls import DISAGREEMENTS, PITFALLS
from tests.proof.sound import EQUAL_FORMS, FREE_SWAPS
from tests.proof.unsound import FORMS, TRAPS
from tests.proof.unsound_swaps import SWAPS

UNSOUND = [*TRAPS, *FORMS, *SWAPS, *PITFALLS, *DISAGREEMENTS, *HIDDEN, *UNSOUND_MOUNTS]
SOUND = [*FREE_SWAPS, *EQUAL_FORMS, *SOUND_MOUNTS]

"""The rewrites, one file each, in the order in which they run."""

from __future__ import annotations

from dfopt.passes.cache_mount import cache_mount
from dfopt.passes.coalesce_env import coalesce_env
from dfopt.passes.coalesce_label import coalesce_label
from dfopt.passes.dead_metadata import dead_metadata
from dfopt.passes.hoist_run import hoist_run
from dfopt.passes.ignore_file import ignore_file
from dfopt.passes.proposal import Pass
from dfopt.passes.redundant_step import redundant_step
from dfopt.passes.reorder import reorder
from dfopt.passes.sink_arg import sink_arg
from dfopt.passes.split_copy import split_copy
from dfopt.passes.split_run import split_run

ORDER: tuple[Pass, ...] = (
    Pass(dead_metadata),
    Pass(redundant_step),
    Pass(coalesce_env),
    Pass(coalesce_label),
    Pass(reorder),
    Pass(sink_arg),
    Pass(split_run),
    Pass(hoist_run),
    Pass(split_copy),
    Pass(cache_mount),
    Pass(ignore_file),
)

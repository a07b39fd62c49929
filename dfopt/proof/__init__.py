"""Does a rewritten Dockerfile still make the same image?

The checker knows nothing of the passes. It builds both files in the abstract builder, with every
build argument and everything about base images unknown, and compares what comes out: the
configuration, and the graph of operations on the file system.

Levels, from the strictest:

* ``exact``: the same configuration, the same graph, for every stage as the target;
* ``same-image``: the same configuration but for the order of the environment, and the same file
  system: steps that surely do not touch the same paths may have changed places, and the named
  equations of :mod:`~dfopt.proof.equations` may have been applied;
* ``known-commands``: as ``same-image``, resting on named assumptions about commands.

Where builders disagree (:mod:`~dfopt.proof.disagreements`), a rewrite passes for several of them
only if none of the disagreements is touched.
"""

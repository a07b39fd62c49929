"""What a RUN says: a reader of the POSIX shell's language that never guesses.

``nodes`` is the tree, ``reader`` makes it of a text, ``runs`` of what a RUN hands to the system.
Whatever is not understood makes the whole script opaque.
"""

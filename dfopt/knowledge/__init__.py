"""What commands do: the files and variables they read and write, and on whose word.

``behaviour`` holds the vocabulary, ``tools/`` one file of data per tool (compiled when the package
is built), ``manifests/`` the files that a package manager reads of a project, ``bases`` what is
known of official images, ``assumptions`` the names of everything that all this rests on.
"""

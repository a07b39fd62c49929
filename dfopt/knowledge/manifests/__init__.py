"""Package managers of languages: what an installation reads of a project.

One module an ecosystem, each with ``behaviour(words, circumstances)`` and the ``ASSUMPTIONS`` it
rests on. All that is not known to be harmless is refused, with a reason, and with a suggestion
where a person can do something about it.
"""

"""Every exception that dfopt raises on purpose derives from :class:`DfoptError`."""


class DfoptError(Exception):
    """Base of all errors of dfopt."""


class ConfigError(DfoptError):
    """A configuration file or a configuration value that dfopt cannot use."""


class ContextError(DfoptError):
    """A build context that is no directory, or a file of rules that Docker would refuse."""


class ExpansionError(DfoptError):
    """A word that BuildKit refuses to expand, such as ``${`` or an open quote."""


class UsageError(DfoptError):
    """Command line arguments that do not make sense together."""


class WorkspaceError(DfoptError):
    """A file or directory that cannot be read, written or walked."""

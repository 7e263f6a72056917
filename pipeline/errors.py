"""Errors shown to the user: what was given, what was wanted, what to do."""


class NewsbeamError(Exception):
    """A run that cannot start or continue; the message says what to do. Exit code 1.

    Attributes:
        log: All of an unexpected error, to be printed behind the message, where no file could take it.
    """

    exit_code = 1
    log = ""


class OptionError(NewsbeamError):
    """An option or argument that cannot be used. Exit code 2."""

    exit_code = 2

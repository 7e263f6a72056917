"""Errors that a person at the terminal reads: what was got, what was wanted, what to do."""


class NewsbeamError(Exception):
    """A run that cannot begin or go on; the message says what to do. Exit code 1."""

    exit_code = 1


class OptionError(NewsbeamError):
    """An option or argument that cannot be used. Exit code 2."""

    exit_code = 2

"""The interface between a stream on one machine and what it reads, implemented for folders and for Pub/Sub."""

from dataclasses import dataclass
from typing import Protocol

from pipeline.inputs import SourceFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Files that are read and committed together.

    Attributes:
        sources: The files.
        size: How many files or messages have come in with it.
        since: When the oldest of them came in, in seconds since 1970; None if that is not known.
    """

    sources: tuple[SourceFile, ...]
    size: int
    since: float | None = None


class Feed(Protocol):
    """Where files and messages come in. What is not `done` is given again, at the latest after a restart."""

    def take(self, most: int, seconds: float) -> Batch | None:
        """Take what has come in.

        Args:
            most: Most files or messages.
            seconds: How long to wait, at most, if there is nothing.

        Returns:
            None if nothing has come in.

        Raises:
            NewsbeamError: It cannot be read at the moment.
        """

    def done(self, batch: Batch) -> None:
        """All of a batch is committed."""

    def close(self) -> None:
        """Take no more."""

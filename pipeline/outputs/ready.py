"""The input of a commit."""

from dataclasses import dataclass

from schemas.flow.table_file import TableFile
from schemas.rows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The input of a commit, once all rows are written.

    Attributes:
        run: The run's row with the counts of this commit. Its status is `committed`, or `failed` when the run ends
            here and commits only its failures.
        chunk: Name of the chunk, the unit of commit.
        chunk_count: Number of chunks of the run.
        attempt: Id of the attempt that wrote the files.
        files: The files that were written.
        known_runs: Number of committed runs whose incidents and stories it takes in; None where there are none of it.
    """

    run: Run
    chunk: str
    chunk_count: int
    attempt: str
    files: tuple[TableFile, ...] = ()
    known_runs: int | None = None

    def of(self, table: str) -> tuple[TableFile, ...]:
        """The files of a table."""
        return tuple(file for file in self.files if file.table == table)

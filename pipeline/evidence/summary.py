"""What a verification has found, in words and in figures."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.evidence.verify import CheckedArticle, CheckedRow, Standing
from pipeline.shell import shell_command

_MOST_ROWS = 20
"""Rows that are named of an input that has changed, or of another version."""


@dataclass
class _Input:
    """An input that is not as it was read."""

    standing: Standing
    rows: int = 0
    lost: int = 0


@dataclass
class Summary:
    """Adds up what was checked.

    Attributes:
        rows: Number of rows by what became of them.
        spans: Number of spans.
        lost: Number of spans that do not stand, by what became of their row.
    """

    rows: Counter[Standing] = field(default_factory=Counter)
    spans: int = 0
    lost: Counter[Standing] = field(default_factory=Counter)
    _articles: int = 0
    _named: Counter[str] = field(default_factory=Counter)
    _versions: Counter[str] = field(default_factory=Counter)
    _inputs: dict[str, _Input] = field(default_factory=dict)

    @property
    def has_failed(self) -> bool:
        """Whether a row fails."""
        return self.rows[Standing.FAILED] > 0

    @property
    def is_found(self) -> bool:
        """Whether every row is found, and every input is as it was read."""
        return not self._inputs and self.rows.total() == self.rows[Standing.FOUND]

    def add_cluster(self, row: CheckedRow) -> Iterator[str]:
        """Count an incident or story; yields a line if it fails."""
        self.rows[row.standing] += 1
        if row.standing is Standing.FAILED:
            yield f"{row.standing}: {row.table} {row.row_id}: {'; '.join(row.faults)}"

    def add(self, article: CheckedArticle) -> Iterator[str]:
        """Count an article; yields a line for each row that fails, and for the first ones that are not found."""
        self._articles += 1
        for row in article.rows:
            self.rows[row.standing] += 1
            self.spans += row.spans
            self.lost[row.standing] += row.lost
        if article.input is not Standing.FOUND:
            known = self._inputs.setdefault(article.record.uri, _Input(article.input))
            known.rows += len(article.rows)
            known.lost += sum(row.standing is not Standing.FOUND for row in article.rows)
        for row in article.rows:
            if row.standing is Standing.OTHER_VERSION:
                self._versions[article.code_version] += 1
            if self._is_named(row, article.record.uri):
                where = "" if article.record.offset is None else f" at {article.record.offset}"
                of = f"article {article.article_id}, {article.record.uri}{where}"
                yield f"{row.standing}: {row.table} {row.row_id}: {'; '.join(row.faults)} ({of})"

    def _is_named(self, row: CheckedRow, uri: str) -> bool:
        if row.standing in (Standing.FOUND, Standing.GONE):  # of an input that is gone one line says it
            return False
        if row.standing is Standing.FAILED:
            return True
        if row.standing is Standing.OVER_LIMIT and row.table != "articles":  # its article's line says it
            return False
        self._named[uri] += 1
        return self._named[uri] <= _MOST_ROWS

    def lines(self, folder: str) -> Iterator[str]:
        """What is known at the end: inputs that are not as they were read, figures, and what to do.

        Args:
            folder: As the user named it.
        """
        for uri, one in sorted(self._inputs.items()):
            if one.standing is Standing.GONE:
                yield f"gone: {uri}: {one.rows:,} rows are from it; restore it to verify them"
            else:
                missing = f"{one.lost:,} of the {one.rows:,} rows from it are not found in it any more"
                yield f"changed: {uri}: {missing if one.lost else f'the {one.rows:,} rows from it are still in it'}"
        again = shell_command("run", "...", "--output", folder, "--reprocess")
        for version, others in sorted(self._versions.items()):
            yield (
                f"other version: {others:,} rows of newsbeam {version} do not say what this version reads; "
                f"to write them anew: {again}"
            )
        if over := self.rows[Standing.OVER_LIMIT]:
            longer = shell_command("verify", folder, "--seconds", "120", "--memory-mb", "4096")
            yield (
                f"over limit: {over:,} rows are of pages that take more to parse than is allowed; "
                f"to verify them: {longer}"
            )
        lost, rows = self.lost.total(), self.rows.total()
        found = f"{self.rows[Standing.FOUND]:,} rows and {self.spans - lost:,} spans found"
        yield (
            f"{rows:,} rows with {self.spans:,} spans of {self._articles:,} articles checked: {found}, "
            f"{self.rows[Standing.FAILED]:,} rows failed"
            + "".join(
                f", {self.rows[standing]:,} {words}" for standing, words in _OTHERS.items() if self.rows[standing]
            )
        )


_OTHERS = {
    Standing.GONE: "of inputs that are gone",
    Standing.CHANGED: "not in inputs that have changed",
    Standing.OTHER_VERSION: "of another version",
    Standing.OVER_LIMIT: "of pages over the limits of the parser",
}

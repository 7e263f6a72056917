"""The one table that is printed: a row as soon as it is measured, and all of them as JSON."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure, measured in each round.

    Attributes:
        section: Heading that the row stands under.
        name: What was measured, unique in its section.
        values: One of each round.
        unit: Of the values; `ratio` for one that was computed within each round.
        remark: What else there is to say, such as a bar.
    """

    section: str
    name: str
    values: tuple[float, ...]
    unit: str
    remark: str = ""

    @property
    def median(self) -> float:
        """Of the rounds."""
        return statistics.median(self.values)

    def line(self) -> str:
        """The row in columns: name, median, minimum and maximum, unit, remark."""
        spread = f"{number(min(self.values))}–{number(max(self.values))}" if len(self.values) > 1 else ""
        return f"  {self.name:<58} {number(self.median):>9}  {spread:<17} {self.unit:<10} {self.remark}".rstrip()


def number(value: float) -> str:
    """A figure with three digits or more, and no more than needed."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def ratios(over: Sequence[float], under: Sequence[float]) -> tuple[float, ...]:
    """What was measured by what was measured beside it, round by round.

    Raises:
        ValueError: They are not of the same rounds.
    """
    return tuple(one / other for one, other in zip(over, under, strict=True))


@dataclass
class Table:
    """Prints rows as they come, under the headings of their sections.

    Attributes:
        machine: What it was measured on; see `speed.machine`.
        rows: So far.
    """

    machine: dict[str, Any]
    rows: list[Row] = field(default_factory=list)

    def head(self) -> None:
        """Print the columns, and the machine."""
        print(f"{'':<60} {'median':>9}  {'min–max':<17} {'unit':<10}")
        print("the machine")
        for name, value in self.machine.items():
            print(f"  {name:<58} {value}")

    def add(self, rows: Iterable[Row]) -> None:
        """Print rows."""
        for row in rows:
            if not self.rows or self.rows[-1].section != row.section:
                print(row.section)
            print(row.line(), flush=True)
            self.rows.append(row)

    def write(self, path: Path) -> None:
        """Write all rows as JSON."""
        path.write_text(json.dumps({"machine": self.machine, "rows": [asdict(row) for row in self.rows]}, indent=1))


def read_table(path: Path) -> Table:
    """The rows that `Table.write` wrote."""
    read = json.loads(path.read_text())
    return Table(read["machine"], [Row(**{**row, "values": tuple(row["values"])}) for row in read["rows"]])

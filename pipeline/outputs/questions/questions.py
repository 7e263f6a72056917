"""What analysts ask of the tables, as queries that are views in DuckDB and in BigQuery.

Each file beside this module holds one query, in BigQuery's SQL as far as DuckDB shares it, below a line that describes
it. `incident_tolls` is another one, which takes a day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.outputs.publisher import PUBLISHER

_UNNEST = re.compile(r"UNNEST\(([\w.]+)\) AS (\w+)")
"""DuckDB names the table, and in it the column: `UNNEST(list) AS of_list(name)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query that is ready to be asked.

    Attributes:
        name: Of its view.
        description: What it tells, in one sentence.
        query: Its SQL, with the names of tables in braces, and `{publisher}` for an article's publisher.
    """

    name: str
    description: str
    query: str

    def duckdb_query(self, tables: Mapping[str, str]) -> str:
        """The query in DuckDB's SQL.

        Args:
            tables: What stands for each name in braces: the views of newest rows under their tables' names, and
                `article_revisions` with the rows of all articles and a column `seen` that grows with time.
        """
        return _UNNEST.sub(r"UNNEST(\1) AS of_\2(\2)", self.query).format(**tables, publisher=PUBLISHER)

    def bigquery_query(self, tables: Mapping[str, str]) -> str:
        """The query in BigQuery's SQL; see `duckdb_query`."""
        return self.query.format(**tables, publisher=PUBLISHER)


@cache
def questions() -> tuple[Question, ...]:
    """All of them, by name."""
    found = []
    for file in sorted(files(__package__).iterdir(), key=lambda file: file.name):
        name, _, suffix = file.name.rpartition(".")
        if suffix == "sql":
            description, _, query = file.read_text().partition("\n")
            found.append(Question(name=name, description=description.removeprefix("-- "), query=query.strip()))
    return tuple(found)

"""The articles of earlier runs in an output folder, read by the workers, a row group at a time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems

from pipeline.errors import NewsbeamError
from pipeline.outputs.snapshot import COLUMNS, site_articles
from pipeline.shell import shell_command
from schemas.flow.staging import SiteArticle


@contextmanager
def open_table_file(path: str) -> Iterator[pq.ParquetFile]:
    """Open a file of a table.

    Raises:
        NewsbeamError: It is damaged.
    """
    try:
        with FileSystems.open(path, mime_type="application/octet-stream") as stream:
            yield pq.ParquetFile(stream)
    except (pa.ArrowException, OSError) as error:  # Arrow's errors in data are OSErrors without a number
        if isinstance(error, OSError) and error.errno is not None:
            raise
        reason = str(error).splitlines()[0]
        repair = shell_command("check", "--repair", str(Path(path).parents[2]))  # of FOLDER/TABLE/run=ID/FILE
        raise NewsbeamError(f"{path}: a file of a table is damaged ({reason}); run: {repair}") from error


class _ListRowGroups(beam.DoFn):
    """Files to their row groups."""

    def process(self, path: str) -> Iterator[tuple[str, int]]:
        with open_table_file(path) as file:
            if set(COLUMNS) <= set(file.schema_arrow.names):  # older versions wrote no paragraph hashes
                yield from ((path, group) for group in range(file.num_row_groups))


class _ReadRowGroup(beam.DoFn):
    def start_bundle(self) -> None:
        self._sites: Any = None  # as an Arrow array

    def process(self, row_group: tuple[str, int], sites: Iterable[str]) -> Iterator[SiteArticle]:
        path, group = row_group
        with open_table_file(path) as file:
            table = file.read_row_group(group, columns=list(COLUMNS))
        if self._sites is None:
            self._sites = pa.array(list(sites), pa.string())
        matches = pc.is_in(table["site"], options=pc.SetLookupOptions(value_set=self._sites))
        yield from site_articles(table.filter(matches).to_pylist())


@dataclass
class ReadFiles(beam.PTransform):
    """Sites to their articles in files of the articles table.

    Attributes:
        files: Paths.
    """

    files: tuple[str, ...]

    def expand(self, sites: beam.PCollection[str]) -> beam.PCollection[SiteArticle]:
        paths = sites.pipeline | "Files" >> beam.Create(list(self.files)).with_output_types(str)
        listed: Any = paths | "ListRowGroups" >> beam.ParDo(_ListRowGroups()).with_output_types(tuple[str, int])
        reading = beam.ParDo(_ReadRowGroup(), beam.pvalue.AsIter(sites)).with_output_types(SiteArticle)
        return listed | "Spread" >> beam.Reshuffle() | "Read" >> reading

"""An output folder that can be damaged: a run of three chunks, made by hand."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from pipeline.accounting import RunCounts
from pipeline.inputs import fingerprint_file
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.manifest import done_commits
from pipeline.outputs.folder.views import create_views
from pipeline.outputs.parquet import write_table_file
from pipeline.outputs.ready import Ready
from pipeline.repair.check import check
from pipeline.repair.damage import Damage
from pipeline.repair.repair import repair
from pipeline.run.plan import Chunk, Plan
from pipeline.version import code_version
from schemas.flow.record import InputRange
from schemas.rows.columns import RecordRef
from schemas.rows.run import Input
from tests.pipeline.rows import NOW, article, failed, make_run

RUN = "1" * 32
CHUNKS = ("c1", "c2", "c3")


class ChunkedFolder:
    """An output folder with a run of three chunks, each with an input and an article of its own.

    Attributes:
        plan: The run's plan.
    """

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder / "out")
        self.ledger.prepare()
        self.inputs = {name: folder / f"{name}.txt" for name in CHUNKS}
        for name, path in self.inputs.items():
            path.write_text(name)
        run = replace(make_run(RUN, status="running"), code_version=code_version())
        self.plan = Plan(run=run, chunks=tuple(Chunk(name=name, ranges=(self._range(name),)) for name in CHUNKS))
        self.ledger.workspace(RUN).save("plan.json", self.plan)
        for name in CHUNKS:
            self._commit_chunk(name)
        create_views(self.ledger)
        self.ledger.workspace(RUN).remove(first="plan.json")

    def _range(self, name: str) -> InputRange:
        uri = str(self.inputs[name])
        return InputRange(uri=uri, start=0, end=2, format="text", fingerprint=fingerprint_file(uri))

    def commit(self, name: str) -> None:
        """Commit a chunk, as a run does."""
        self._commit_chunk(name)
        create_views(self.ledger)

    def _commit_chunk(self, name: str) -> None:
        part = self._range(name)
        record = RecordRef(uri=part.uri, media_type="text/plain")
        source = Input(
            uri=part.uri,
            range_start=part.start,
            range_end=part.end,
            run_id=RUN,
            fingerprint=part.fingerprint,
            record_count=1,
            code_version="1",
            committed_at=NOW,
        )
        counts = RunCounts(counters={"articles.coded": 1, "records_read.text": 1})
        self._commit(name, counts, articles=[article(name, name, RUN, record=record)], inputs=[source])

    def _commit(self, chunk: str, counts: RunCounts, status: str = "committed", **tables: list[Any]) -> None:
        staged = self.ledger.workspace(RUN).file("inputs")
        files = [
            write_table_file(table, staged if table == "inputs" else str(self.ledger.run_folder(table, RUN)), rows)
            for table, rows in tables.items()
        ]
        run = replace(self.plan.run, status=status, **counts.columns())
        ready = Ready(run=run, chunk=chunk, chunk_count=len(CHUNKS), attempt="a", files=tuple(files))
        self.ledger.commit(ready)

    def commit_failed_run(self) -> None:
        """Commit the failures of a run that had too many."""
        self._commit("all", RunCounts(), status="failed", failures=[failed(RUN)])
        create_views(self.ledger)

    def part(self, table: str, commit: int) -> Path:
        """A commit's file of a table."""
        (part,) = self.ledger.manifest(commit).parts[table]
        return self.ledger.output / part.path

    def repair(self) -> Damage:
        """Check and repair; returns what was damaged."""
        damage = check(self.ledger)
        with self.ledger.writing():
            repair(self.ledger, damage)
        return damage

    def articles(self) -> list[str]:
        """Ids of the articles that readers see."""
        with duckdb.connect(str(self.ledger.output / "newsbeam.duckdb"), read_only=True) as database:
            return [row[0] for row in database.sql("SELECT article_id FROM articles ORDER BY 1").fetchall()]

    def continue_run(self) -> None:
        """Commit what is missing, as the same command would: from the plan in the run's workspace."""
        workspace = self.ledger.workspace(RUN)
        assert workspace.load("plan.json", Plan) == self.plan
        done = {manifest.chunk for manifest in done_commits(self.ledger.manifests())}
        for name in CHUNKS:
            if name not in done:
                self.commit(name)
        workspace.remove(first="plan.json")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def delete(path: Path) -> None:
    path.unlink()

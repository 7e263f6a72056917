"""Rows of runs for tests."""

from datetime import UTC, datetime
from typing import Any

from schemas.rows.run import Run

NOW = datetime(2024, 11, 29, tzinfo=UTC)


def make_run(run_id: str = "r1", *, status: str = "committed", **columns: Any) -> Run:
    """A run of which a test says only what matters to it."""
    return Run(
        run_id=run_id,
        started_at=NOW,
        status=status,
        runner="local",
        code_version="1",
        model="m",
        options="{}",
        **columns,
    )

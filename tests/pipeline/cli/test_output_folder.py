"""Commands that read a folder refuse a dataset, and name what to use instead."""

from pathlib import Path

import pytest

from pipeline.cli.output_folder import open_output
from pipeline.errors import OptionError
from tests.end_to_end.command import newsbeam
from tests.pipeline.outputs.folder.output_folder import OutputFolder

ASK = "bq query --use_legacy_sql=false"


@pytest.mark.parametrize(
    ("command", "instead"),
    [
        (["check"], "BigQuery itself"),
        (["export", "--format", "acled", "-o", "rows.csv"], f"{ASK} --format=csv"),
        (["query", "SELECT 1"], ASK),
        (["sql", "SELECT 1"], ASK),
        (["relink"], "each newsbeam run"),
        (["report", "-o", "report.html"], ASK),
        (["retry"], "newsbeam run ... --reprocess"),
        (["show", "abc"], ASK),
        (["verify"], "the column record"),
    ],
)
def test_command_given_a_dataset_names_what_to_use_instead(command: list[str], instead: str) -> None:
    name, *more = command
    said = newsbeam(name, "bq://project.news", *more, code=2).stderr
    assert "DIR: got 'bq://project.news', wanted an output folder; " in said
    assert instead in said


def test_open_output_of_no_output_raises(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="wanted a folder that a run has written"):
        open_output(tmp_path)


def test_open_output_gives_the_ledger_of_a_folder(tmp_path: Path) -> None:
    output = OutputFolder(tmp_path / "tables")
    assert open_output(str(output.ledger.output)).output == output.ledger.output

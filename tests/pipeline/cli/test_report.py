"""`newsbeam report` at the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli.command_line import app
from pipeline.report.overview import page as page_module
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.report.overview.folder import make_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> OutputFolder:
    return make_folder(tmp_path_factory.mktemp("report") / "tables")


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["report", *arguments])
    return done.exit_code, " ".join(done.stderr.split())


def test_report_writes_the_page_of_a_period(
    folder: OutputFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "vega_bundle", str)
    page = str(tmp_path / "report.html")
    done = run(str(folder.ledger.output), "-o", page, "--since", "2024-05-20", "--incidents", "1")
    assert done == (0, f"{page}: 2 articles, 3 events, 2 incidents")
    text = Path(page).read_text(encoding="utf-8")
    assert "The 1 most salient of 2 incidents" in text
    assert "News: published since 2024-05-20" in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["bq://project.news"], "DIR: got 'bq://project.news', wanted an output folder"),
        (["."], "wanted a folder that a run has written"),
        (["DIR", "--since", "2024-05-20", "--until", "2024-05-19"], "wanted the earlier day first"),
    ],
)
def test_report_of_what_has_no_page_says_what_is_wanted(
    folder: OutputFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    given = [str(folder.ledger.output) if one == "DIR" else one for one in arguments]
    code, error = run(*given, "-o", str(tmp_path / "report.html"))
    assert code == 2
    assert says in error
    assert not (tmp_path / "report.html").exists()


def test_report_into_the_folder_that_it_reads_is_refused(folder: OutputFolder) -> None:
    code, error = run(str(folder.ledger.output), "-o", str(folder.ledger.output / "report.html"))
    assert code == 2
    assert error.startswith("error: --output: got")


def test_report_without_commits_is_a_page_of_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "vega_bundle", str)
    OutputFolder(tmp_path / "tables")
    code, said = run(str(tmp_path / "tables"), "-o", str(tmp_path / "report.html"))
    assert (code, said.rpartition(": ")[2]) == (0, "0 articles, 0 events, 0 incidents")

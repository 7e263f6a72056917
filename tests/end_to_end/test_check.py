"""`newsbeam check` finds damage, `--repair` and the same command bring the rows back."""

import random
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.command import newsbeam
from tests.end_to_end.damage import DamagedOutput, files_of, flip_bytes, repair_and_compare, write_output

pytestmark = [pytest.mark.model, pytest.mark.heavy]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> DamagedOutput:
    return write_output(tmp_path_factory.mktemp("damage"), chunks=2)


@pytest.mark.parametrize("kind", ["_commits", "articles", "newsbeam.duckdb"])
def test_check_bytes_flipped_in_a_file_are_found_and_repaired(whole: DamagedOutput, tmp_path: Path, kind: str) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(whole.folder, damaged)
    newsbeam("relink", damaged)
    flip_bytes(damaged / next(file for file in files_of(damaged) if file.parts[0] == kind), random.Random(kind))
    assert list(repair_and_compare(whole, damaged)) == []


def test_check_missing_table_file_stops_other_commands_until_it_is_repaired(
    whole: DamagedOutput, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(whole.folder, damaged)
    next((damaged / "events").rglob("*.parquet")).unlink()
    for command in (("relink", damaged), (*whole.commands[1], "--output", damaged)):
        said = newsbeam(*command, code=1).stderr
        assert "part-" in said
        assert "newsbeam check --repair" in said
    assert list(repair_and_compare(whole, damaged)) == []


def test_check_input_that_is_gone_is_lost_and_the_rest_stays_readable(whole: DamagedOutput, tmp_path: Path) -> None:
    news, output = tmp_path / "news.txt", tmp_path / "out"
    news.write_text("Gunmen killed two guards in Cali on Monday.")
    newsbeam("run", news, "--output", output)
    next((output / "events").rglob("*.parquet")).unlink()
    news.unlink()
    assert "news.txt is gone or has changed" in newsbeam("check", output, code=4).stdout
    newsbeam("check", "--repair", output, code=4)
    assert newsbeam("sql", output, "SELECT count(*) AS n FROM articles", "--csv").stdout == "n 1"

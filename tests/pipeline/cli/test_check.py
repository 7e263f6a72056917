"""`newsbeam check` says what is damaged, and its exit code how badly."""

from pathlib import Path

import pytest

from tests.end_to_end.command import newsbeam
from tests.pipeline.repair.chunked_folder import RUN, ChunkedFolder, flip


@pytest.fixture
def folder(tmp_path: Path) -> ChunkedFolder:
    return ChunkedFolder(tmp_path)


def test_check_whole_folder_exits_with_0(folder: ChunkedFolder) -> None:
    said = newsbeam("check", folder.ledger.output).stdout
    assert said.startswith("12 files of 3 commits")
    assert said.endswith("whole")


def test_check_damaged_file_is_named_with_its_inputs_until_it_is_read_again(folder: ChunkedFolder) -> None:
    output, part = folder.ledger.output, folder.part("articles", 2)
    flip(part)
    said = newsbeam("check", output, code=3).stdout
    assert f"damaged: {part.relative_to(output)}: its content does not match its checksum (commit 2, 1 rows" in said
    assert f"to be read again: {folder.inputs['c2']} (run {RUN}; the rows will be the same)" in said
    assert f"to repair: newsbeam check --repair {output}" in said
    newsbeam("check", "--repair", output)
    said = newsbeam("check", output, code=3).stdout
    assert said.startswith("to be read again:")
    assert "_damaged: 1 files that a repair has set aside" in said
    assert f"to read again what is missing: the same newsbeam run ... --output {output} as before" in said
    folder.continue_run()
    newsbeam("check", output)


def test_check_input_that_is_gone_exits_with_4(folder: ChunkedFolder) -> None:
    flip(folder.part("articles", 2))
    folder.inputs["c2"].unlink()
    said = newsbeam("check", folder.ledger.output, code=4).stdout
    assert f"lost: {folder.inputs['c2']} is gone or has changed; restore it" in said
    newsbeam("check", "--repair", folder.ledger.output, code=4)


@pytest.mark.parametrize("argument", ["bq://project.dataset", "/nowhere"])
def test_check_what_is_no_output_folder_exits_with_2(argument: str) -> None:
    assert argument.split(":")[0] in newsbeam("check", argument, code=2).stderr

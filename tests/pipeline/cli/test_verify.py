"""`newsbeam verify` says which row it has taken for an id."""

from dataclasses import replace
from pathlib import Path

from schemas.ids import content_id
from tests.end_to_end.command import newsbeam
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import article, story


def test_verify_story_that_was_merged_names_the_one_that_stands(tmp_path: Path) -> None:
    output = OutputFolder(tmp_path / "out")
    merged, stands = story("a" * 32, replaced_by="b" * 32), story("b" * 32, "c" * 32)
    member = replace(article("c" * 32, "x", "r1"), content_id=content_id("x"))
    output.commit("r1", articles=[member], stories=[merged, stands])
    said = newsbeam("verify", output.ledger.output, "a", code=4).stdout  # the article's input is nowhere
    assert said.startswith(f"story {'a' * 32} was merged into {'b' * 32} ")
    assert "2 rows with 0 spans of 1 articles checked: 1 rows" in said
    assert "was merged" not in newsbeam("verify", output.ledger.output, "b", code=4).stdout

"""A run on many articles gives memory back between its phases."""

import json
from pathlib import Path

import pytest

from pipeline.run import execution
from pipeline.run.assemble import Phase
from tests.end_to_end.command import newsbeam

pytestmark = pytest.mark.model

TEXT = "Gunmen attacked a bank in Cali on Monday, killing {} guards."
RELEASED, ENDED = "memory is given back", "the server has ended"


@pytest.mark.parametrize(("many", "gives_back"), [(3, True), (4, False)])
def test_run_gives_memory_back_before_it_extracts_from_many_articles_and_links_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, gives_back: bool
) -> None:
    execute, happened = execution.Execution._execute, list[Phase | str]()

    def remember(self: execution.Execution, phase: Phase, *arguments: object, **inputs: object) -> None:
        happened.append(phase)
        execute(self, phase, *arguments, **inputs)  # type: ignore[arg-type]

    monkeypatch.setattr(execution, "MANY_ARTICLES", many)
    monkeypatch.setattr(execution, "release_memory", lambda: happened.append(RELEASED))
    monkeypatch.setattr(execution, "end_shared_server", lambda: happened.append(ENDED))
    monkeypatch.setattr(execution.Execution, "_execute", remember)
    news = tmp_path / "news.jsonl"
    news.write_text("".join(json.dumps({"id": str(n), "text": TEXT.format(n)}) + "\n" for n in range(3)))
    newsbeam("run", news, "--output", tmp_path / "out", "--workers", "1")
    if gives_back:
        assert happened == [Phase.PREPARE, Phase.DECIDE, RELEASED, Phase.EXTRACT, ENDED, Phase.LINK]
    else:
        assert happened == [Phase.PREPARE, Phase.DECIDE, Phase.EXTRACT, Phase.LINK]

import json
from pathlib import Path

import pytest

from tests.training.halves import half
from tests.training.word_frequencies import news_shares, table_lines


def test_table_lines_give_the_mean_of_known_shares_and_leave_out_rare_words() -> None:
    lines = list(table_lines({"the": 0.01, "bus": 1e-5, "zap": 1e-8}, {"bus": 3e-5}))
    assert lines == ["7.0\tthe", "4.3\tbus"]


def test_news_shares_are_medians_over_sets_of_half_a_without_those_that_are_linked(tmp_path: Path) -> None:
    a, b = (next(name for name in map(str, range(99)) if half(name) == wanted) for wanted in "ab")
    texts = {"one": "bus tram " * 3000, "two": "bus " * 6000, "three": "bus tram " * 3000, "stories": "bus " * 6000}
    for name, text in texts.items():
        path = tmp_path / name / "input" / "articles.jsonl"
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(json.dumps({"id": id, "text": own}) for id, own in ((a, text), (b, "car " * 9000))))
    assert news_shares(tmp_path) == pytest.approx({"bus": 0.5, "tram": 0.5})

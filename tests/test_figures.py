"""The figures of columns: all measures are there, of columns that there are."""

from pathlib import Path

import msgspec
import pytest

from schemas.dictionary import described_columns, markdown
from schemas.figures import Figure, Score, figures, figures_of
from schemas.tables import TABLES
from tests.figures import HELD_OUT, MEASURES, Measure, score_of, write_figures

SCORES = {"n": 60, "strict": {"f1": 0.9, "f1_ci95": [0.88, 0.92], "n_gold": 700}, "title": {"value": 0.5, "n": 9}}


def measure(path: str) -> Measure:
    return Measure(task="entities", path=path, columns=("entities.type",), measure="F1", data="CoNLL", unit="mentions")


def test_measures_are_of_columns_that_there_are() -> None:
    paths = {f"{table.name}.{path}" for table in TABLES.values() for path, _ in described_columns(table.record)}
    assert not {column for one in MEASURES for column in one.columns} - paths


def test_figures_are_those_of_all_measures() -> None:
    found = [(one.columns, one.measure, one.data, one.unit, one.is_unseen) for one in figures()]
    assert found == [(one.columns, one.measure, one.data, one.unit, one.task in HELD_OUT) for one in MEASURES]


def test_write_figures_replaces_those_of_a_task_and_keeps_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "figures.json"
    path.write_bytes(msgspec.json.encode(figures()))
    monkeypatch.setattr("tests.figures.FIGURES", path)
    scores = {"n": 60, "pair_f1": 0.25}
    write_figures("incidents", scores, {**scores, "pair_f1": 0.5})
    written = msgspec.json.decode(path.read_bytes(), type=tuple[Figure, ...])
    changed = [one for one, before in zip(written, figures(), strict=True) if one != before]
    assert [(one.columns[0], one.half_a.value, one.half_b.value) for one in changed] == [
        ("incidents.article_ids", 0.25, 0.5)
    ]


@pytest.mark.parametrize("figure", figures(), ids=str)
def test_figure_has_values_and_numbers(figure: Figure) -> None:
    for score in (figure.half_a, figure.half_b):
        assert 0 < score.value <= 1
        assert score.n > 10


def test_markdown_gives_the_unseen_score_beside_its_column_and_both_below() -> None:
    text = markdown([TABLES["quotes"]])
    figure = next(one for one in figures_of("quotes", "speaker") if one.is_unseen)
    (line,) = [line for line in text.splitlines() if line.startswith("| `speaker` |")]
    assert f"{figure.half_b.value:.2f} accuracy over direct quotations ({figure.half_b.n:,} quotations, " in line
    assert f"| {figure.half_b} | {figure.half_b.n:,} | unseen | {figure.half_a} | {figure.half_a.n:,} |" in text
    assert "`events." not in text


def test_markdown_of_a_table_without_figures_has_no_such_section() -> None:
    assert "Accuracy of the columns" not in markdown([TABLES["runs"]])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("strict.f1", Score(n=700, value=0.9, low=0.88, high=0.92)),
        ("title", Score(n=9, value=0.5)),
    ],
)
def test_score_of_takes_number_and_interval_beside_the_value(path: str, expected: Score) -> None:
    assert score_of(measure(path), SCORES) == expected


def test_score_of_a_score_without_a_number_is_an_error() -> None:
    with pytest.raises(KeyError, match="number of answers"):
        score_of(measure("strict.f1"), {"strict": {"f1": 0.9}})


def test_score_of_a_score_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        score_of(measure("relaxed.f1"), SCORES)

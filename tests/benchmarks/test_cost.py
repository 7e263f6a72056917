"""The arithmetic of `deploy/COST.md`."""

import pytest

from tests.benchmarks.cost import Cost, cost_of, page, price_of_hour
from tests.benchmarks.speed.runs import GROWTH_SECTION, runs_section
from tests.benchmarks.speed.stages import OF_A_RUN, SECTION, SUM
from tests.benchmarks.speed.table import Row, Table


def row(section: str, name: str, value: float) -> Row:
    return Row(section=section, name=name, values=(value,), unit="any")


def figures(*, wholes: bool = True) -> Table:
    """Ten stages of 10 ms a page; 250 pages in 50 s, and 5,000 in 152.5 ms each."""
    rows = [row(SECTION, name, 10.0) for name in OF_A_RUN]
    rows.append(row(SECTION, SUM, 100.0))
    if wholes:
        runs = f"{runs_section(250)} (real)"
        rows += [
            row(runs, "newsbeam, 2 processes: processor time", 50.0),
            row(runs, "newsbeam, 2 processes: largest process", 600.0),
            row(runs, "newsbeam, 2 processes: largest process that parses", 60.0),
            row(GROWTH_SECTION, "5,000 pages: processor time", 152.5),
            row(GROWTH_SECTION, "5,000 pages: largest process", 900.0),
            row(GROWTH_SECTION, "5,000 pages: largest process that parses", 100.0),
        ]
    return Table({"cores": 2}, rows)


def test_cost_of_a_further_article_is_told_from_that_of_the_start() -> None:
    cost = cost_of(figures())
    assert (cost.whole, cost.start, cost.pages, cost.process_gb) == (150, 12.5, 5_000, 1.0)


def test_cost_over_one_number_of_pages_includes_the_start() -> None:
    cost = cost_of(Table({}, figures().rows[:-3]))
    assert (cost.whole, cost.start, cost.pages) == (200, None, 250)
    assert "writing tables, start |" in page(cost)


def test_vcpu_hours_of_a_million_articles() -> None:
    assert cost_of(figures()).vcpu_hours == pytest.approx(150 * 1_000 / 3_600 / 0.8)


@pytest.mark.parametrize(
    ("process_gb", "shape"), [(0.4, "highcpu"), (0.8, "standard"), (2.4, "standard"), (3.0, "highmem")]
)
def test_memory_of_a_process_decides_the_machine(process_gb: float, shape: str) -> None:
    assert Cost(machine={}, stages={}, whole=1.0, start=None, pages=1, process_gb=process_gb).shape == shape


def test_page_says_how_the_price_comes_about() -> None:
    text = page(cost_of(figures()))
    hour = price_of_hour("standard")
    assert hour == pytest.approx(0.056 + 4 * 0.003557 + 12.5 * 0.000054)
    hours = 150 * 1_000 / 3_600 / 0.8
    assert f"| their price | × ${hour:.4f} | ${hours * hour:.2f} |" in text
    assert "| annotate | 10.0 | 10% |" in text
    assert "not measured there" in text
    assert "{" not in text


def test_cost_without_figures_says_which_are_wanted() -> None:
    with pytest.raises(ValueError, match="none of whole commands"):
        cost_of(figures(wholes=False))
    with pytest.raises(ValueError, match="none of the stage"):
        cost_of(Table({}, []))

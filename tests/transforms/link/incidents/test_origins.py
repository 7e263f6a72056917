"""Which reports are independent."""

import pytest

from tests.transforms.link.incidents.reports import count, event, report
from transforms.link.incidents.origins import origins_of, weights_of

killed = count("killed", 2)


def independent(*reports) -> int:
    return len(set(origins_of(reports).values()))


def test_origins_papers_of_their_own_are_independent() -> None:
    assert independent(report("a.com", event("e1")), report("b.com", event("e2"))) == 2
    assert independent(report("a.com/1", event("e1")), report("a.com/2", event("e2"))) == 1
    assert independent(report("1", event("e1"), site=None), report("2", event("e2"), site=None)) == 2


def test_origins_reprints_of_an_agency_are_one() -> None:
    reprints = [report(f"{name}.com", event(name), credits=("Reuters",)) for name in "abc"]
    assert independent(*reprints, report("d.com", event("d"), credits=("Associated Press",))) == 2
    assert independent(*reprints, report("d.com", event("d", killed, by="the Reuters agency"))) == 1
    assert independent(*reprints, report("d.com", event("d", by="Reuters"))) == 1


def test_origins_articles_that_quote_one_source_for_the_toll_are_one() -> None:
    quoting = [report(f"{name}.com", event(name, killed, by="police")) for name in "abc"]
    assert independent(*quoting) == 1
    assert independent(*quoting, report("d.com", event("d", killed, by="the hospital"))) == 2


def test_origins_later_article_of_a_paper_is_of_the_papers_origin() -> None:
    first = report("a.com/1", event("e1", killed, by="police"), on=1)
    assert independent(first, report("a.com/2", event("e2"), on=2)) == 1


def test_weights_of_an_origin_sum_to_one() -> None:
    assert weights_of(["a", "b", "a"]) == pytest.approx([0.5, 1, 0.5])

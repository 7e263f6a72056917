"""Who says how many, and since when."""

from tests.transforms.link.incidents.reports import count, event, report
from transforms.link.incidents.claims import claims_of


def claims(*reports) -> list[tuple[str | None, int, str, str | None]]:
    return [(claim.source, claim.low, claim.event_id, claim.superseded_by) for claim in claims_of(reports)]


def killed(name: str, low: int, by: str | None = None, **more):
    return event(name, count("killed", low), by=by, **more)


def test_claims_of_article_that_repeats_a_count_is_one() -> None:
    told = report("a.com", killed("e1", 14, "police"), killed("e2", 14, "police", sentence_start=9), killed("e3", 14))
    assert claims(told) == [("police", 14, "e1", None)]


def test_claims_of_article_are_not_of_a_victim_it_names() -> None:
    named = killed("e2", 1, "police", sentence_start=9)
    assert claims(report("a.com", killed("e1", 14, "police"), named)) == [("police", 14, "e1", None)]
    assert claims(report("a.com", killed("e1", 14), named)) == [("a.com", 14, "e1", None)]
    assert claims(report("a.com", named)) == [("police", 1, "e2", None)]


def test_claims_of_two_sources_in_an_article_are_kept_apart() -> None:
    told = report("a.com", killed("e1", 14, "police"), killed("e2", 20, "the rebels", sentence_start=9))
    assert claims(told) == [("police", 14, "e1", None), ("rebels", 20, "e2", None)]


def test_claims_later_count_of_the_source_supersedes_in_whatever_paper() -> None:
    reports = [report("a.com", killed("e1", 12, "police"), on=1), report("b.com", killed("e2", 14, "the police"), on=2)]
    assert claims(*reports) == [("police", 12, "e1", "e2"), ("police", 14, "e2", None)]
    lower = report("c.com", killed("e3", 13, "police"), on=3)
    assert claims(*reports, lower)[1:] == [("police", 14, "e2", "e3"), ("police", 13, "e3", None)]


def test_claims_repetition_or_vaguer_count_makes_no_claim() -> None:
    first = report("a.com", killed("e1", 14, "police"), on=1)
    again = report("b.com", killed("e2", 14, "police"), on=2)
    vague = report("c.com", event("e3", count("killed", 10, is_open=True), by="police"), on=2)
    assert claims(first, again, vague) == [("police", 14, "e1", None)]


def test_claims_later_article_on_one_victim_makes_no_claim() -> None:
    funeral = report("b.com", killed("e2", 1, "police"), on=2)
    assert claims(report("a.com", killed("e1", 14, "police"), on=1), funeral) == [("police", 14, "e1", None)]


def test_claims_of_article_that_an_agency_supplied_are_the_agencys() -> None:
    reprint = report("a.com", killed("e1", 12), on=1, credits=("Reuters",))
    quoted = report("b.com", killed("e2", 13, "the Reuters agency"), on=2)
    assert claims(reprint, quoted) == [("Reuters", 12, "e1", "e2"), ("Reuters", 13, "e2", None)]


def test_claims_unsure_event_makes_none_beside_a_surer_one() -> None:
    told = report("a.com", killed("e1", 2), killed("e2", 40, confidence=0.3, sentence_start=9))
    assert claims(told) == [("a.com", 2, "e1", None)]
    assert claims(report("a.com", killed("e2", 40, confidence=0.3))) == [("a.com", 40, "e2", None)]


def test_claims_without_date_are_superseded_by_dated_ones() -> None:
    undated = report("a.com", killed("e1", 15, "police"))
    assert claims(undated, report("b.com", killed("e2", 12, "police"), on=1)) == [
        ("police", 15, "e1", "e2"),
        ("police", 12, "e2", None),
    ]

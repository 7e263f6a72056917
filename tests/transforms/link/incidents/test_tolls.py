"""The toll of an incident from its claims."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from schemas.rows.incident import Claim
from tests.transforms.link.incidents.reports import day
from transforms.link.incidents.tolls import Toll, disagreement, standing, toll


def claim(source: str | None, low: int, high: int | None, on: int | None = 1, **more) -> Claim:
    name = f"{source} {low}"
    known = {"kind": "killed", "article_id": name, "event_id": name}
    return Claim(source=source, low=low, high=high, published_at=None if on is None else day(on), **(known | more))


def best(*claims: Claim) -> int | None:
    return toll(claims, "killed").best


def test_toll_best_is_the_figure_of_most_sources_of_equals_the_latest() -> None:
    assert best(claim("a", 12, 12), claim("b", 12, 12), claim("c", 14, 14, 3)) == 12
    assert best(claim("a", 12, 12), claim("b", 14, 14, 3)) == 14
    assert best(claim("a", 14, 14, 3), claim("b", 12, 12)) == 14
    assert best(claim("a", 12, 12), claim("a", 12, 12), claim("b", 14, 14, 2)) == 14  # one source counts once


def test_toll_best_bound_supports_figures_that_it_allows() -> None:
    assert best(claim("a", 14, 14), claim("b", 3, None, 2)) == 14
    assert best(claim("a", 14, 14), claim("b", 13, 13, 2), claim("c", 14, None)) == 14
    assert best(claim("a", 12, None)) == 12


def test_toll_range_is_open_where_a_claim_is() -> None:
    claims = [claim("a", 12, 12), claim("b", 14, 20)]
    assert toll(claims, "killed") == Toll(low=12, high=20, best=14)
    assert toll([*claims, claim("c", 13, None)], "killed").high is None
    assert toll(claims, "injured") == Toll()


def test_standing_claim_stands_until_its_source_gives_another() -> None:
    first, second = claim("a", 12, 12, 1, superseded_by="a 14"), claim("a", 14, 14, 3)
    assert standing([first, second]) == [second]
    assert standing([first, second], before=day(3)) == [first]
    assert standing([first, second], before=day(1)) == []
    undated = claim("b", 9, 9, None)
    assert standing([undated], before=day(1)) == [undated]


ranges = st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 3)))


@given(st.lists(ranges, max_size=8))
def test_disagreement_is_the_share_of_pairs_that_do_not_meet(given: list[tuple[int, int | None]]) -> None:
    claims = [claim(str(n), low, None if more is None else low + more) for n, (low, more) in enumerate(given)]
    pairs = list(combinations(claims, 2))

    def is_apart(one: Claim, other: Claim) -> bool:
        first, second = sorted((one, other), key=lambda each: each.low)
        return first.high is not None and first.high < second.low

    apart = sum(is_apart(*pair) for pair in pairs)
    assert disagreement(claims) == (round(apart / len(pairs), 4) if pairs else 0.0)


def test_disagreement_is_that_of_the_kind_with_the_greatest() -> None:
    killed = [claim("a", 1, 1), claim("b", 1, 1)]
    injured = [claim("a", 1, 1, kind="injured"), claim("b", 2, 2, kind="injured")]
    assert disagreement([*killed, *injured]) == 1.0

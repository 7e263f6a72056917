"""Component maps: merged in any order and parts, they are the components of all pairs."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.ids import content_hash
from transforms.link.clusters import components
from transforms.link.component_map import merge_components, pack_components, unpack_components

IDS = [content_hash("item", number) for number in range(12)]
PAIRS = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] != pair[1]))


def joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    return components({item for pair in pairs for item in pair}, pairs)


@given(PAIRS)
def test_components_packed_and_unpacked_are_the_same(pairs: list[tuple[str, str]]) -> None:
    assert unpack_components(pack_components(joined(pairs))) == joined(pairs)


@given(PAIRS, PAIRS, PAIRS)
def test_merged_forests_are_the_components_of_all_pairs(
    one: list[tuple[str, str]], two: list[tuple[str, str]], three: list[tuple[str, str]]
) -> None:
    forests = [pack_components(joined(pairs)) for pairs in (three, one, two)]
    whole = unpack_components(merge_components([merge_components(forests[:2]), forests[2]]))
    assert whole == joined([*one, *two, *three])

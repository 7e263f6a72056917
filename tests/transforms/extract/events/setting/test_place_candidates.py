"""The places of an article with their mentions."""

from collections.abc import Callable

import pytest

from tests.documents import make_document
from transforms.extract.document import Document
from transforms.extract.events.setting.place_candidates import ADJECTIVE, NAME, place_candidates
from transforms.extract.events.setting.place_mentions import COUNTRY, TOWN


def test_place_candidates_article_without_places_has_none() -> None:
    document = make_document(
        [("Troops", "troop", "NOUN", "NNS", "nsubj", 1), ("left", "leave", "VERB", "VBD", "ROOT", 1)]
    )
    assert place_candidates(document) is None


@pytest.mark.model
def test_place_candidates_adjective_is_a_mention_of_its_country(parse: Callable[..., Document]) -> None:
    found = place_candidates(parse("Kenyan troops left Nairobi. Kenya is at peace."))
    assert found is not None
    sizes = {place.name: size for place, size in zip(found.locations, found.granularity.tolist(), strict=True)}
    assert sizes == {"Kenya": COUNTRY, "Nairobi": TOWN}
    kinds = {mention.location.text: mention.kind for mention in found.mentions}
    assert kinds == {"Kenyan": ADJECTIVE, "Kenya": NAME, "Nairobi": NAME}
    kenya, nairobi = (list(sizes).index(name) for name in ("Kenya", "Nairobi"))
    assert found.contains[kenya, nairobi] == 1
    assert found.contains[nairobi, kenya] == 0
    assert found.same_country.all()

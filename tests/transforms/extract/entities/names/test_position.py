from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.entities.names.position import positional_candidates

pytestmark = pytest.mark.model


def hints(document: Document) -> list[tuple[str, str]]:
    return [(candidate.text, candidate.hint) for candidate in positional_candidates(document)]


def test_positional_candidates_dateline_yields_place_and_region(parse: Callable[..., Document]) -> None:
    found = hints(parse("LIMA, Peru (AP) — A strike began on Monday, unions said."))
    assert found == [("LIMA", "GPE"), ("Peru", "GPE")]


def test_positional_candidates_dateline_paragraph_yields_place(parse: Callable[..., Document]) -> None:
    assert ("OSLO", "GPE") in hints(parse("Strike ends.\n\nOSLO 1996-08-30\n\nThe strike ended on Friday."))


def test_positional_candidates_table_of_results_yields_teams(parse: Callable[..., Document]) -> None:
    table = "Results on Sunday:\n\nHull 0 Barnet 0\n\nYork City 2 Bury 1\n\nNorway 1 Denmark 1"
    assert hints(parse(table)) == [
        ("Hull", "ORG"),
        ("Barnet", "ORG"),
        ("York City", "ORG"),
        ("Bury", "ORG"),
        ("Norway", "GPE"),
        ("Denmark", "GPE"),
    ]


def test_positional_candidates_single_result_yields_nothing(parse: Callable[..., Document]) -> None:
    assert hints(parse("Hull 0 Barnet 0\n\nThe match was played in the rain.")) == []

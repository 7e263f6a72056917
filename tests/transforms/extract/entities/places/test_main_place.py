from typing import Any

import pytest

from tests.documents import make_article
from tests.transforms.extract.entities.places.toponym_documents import tagged
from transforms.extract.annotate.annotator import annotator
from transforms.extract.document import build_document
from transforms.extract.entities.places.main_place import main_place


def test_main_place_dateline_comes_first() -> None:
    place = main_place(tagged("LYON, France (AP) — Trains from Paris, France, and Paris stopped."))
    assert place is not None
    assert (place.text, place.start, place.name, place.country_code) == ("LYON", 0, "Lyon", "FR")


def test_main_place_without_dateline_is_most_frequent_town() -> None:
    text = "Trains stopped in Lyon on Monday. Snow fell in Lyon, France, and in Paris."
    place = main_place(tagged(text))
    assert place is not None
    assert (place.name, text[place.start : place.end]) == ("Lyon", "Lyon")


def test_main_place_without_places_is_none() -> None:
    assert main_place(tagged("nothing happened here.")) is None


def test_main_place_ignores_places_within_other_names() -> None:
    assert main_place(tagged("Shares of Harris Financial Group fell.")) is None
    place = main_place(tagged("The Oregon Index fell in the United States."))
    assert place is not None
    assert place.name == "United States"


def test_main_place_weak_name_is_no_place() -> None:
    assert main_place(tagged("Then Lynch gave a letter to Lynch.")) is None
    assert main_place(tagged("Officials of the White House spoke, the White House said.")) is None


@pytest.mark.model
def test_main_place_names_of_model_yield_country(parse: Any) -> None:
    document = parse("Fighting reached Kharkiv and the town of Izyum in Ukraine on Monday, the Kremlin said.")
    place = main_place(document)
    assert place is not None
    assert place.country_code == "UA"


@pytest.mark.model
def test_main_place_dateline_behind_caption_comes_first() -> None:
    text = "Trains stand in Paris, France.\n\nLYON, France (AP) — Trains stopped in Paris, France, on Monday."
    place = main_place(build_document(annotator().annotate(make_article(text))))
    assert place is not None
    assert (place.text, place.name) == ("LYON", "Lyon")

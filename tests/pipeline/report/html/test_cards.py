"""What pages show of rows."""

import hashlib
import json
from dataclasses import replace

from pipeline.report.html.cards import LABELS, entity_item, make_card, passages, quote_item, text_order
from tests.pipeline.report.html.rows import SENTENCE, TEXT, full_event, make_entity, make_event, make_quote

FULL = make_card(full_event(), number=3, sentence=1)


def test_make_card_event_with_every_cell_shows_each_with_its_words() -> None:
    shown = [
        (cell.label, cell.words.text if cell.words else "", cell.value, [note.text for note in cell.notes])
        for cell in FULL.cells
    ]
    assert shown == [
        ("what", "shot", "", ["shoot"]),
        ("who", "Gunmen", "", ["EC", "CRM"]),
        ("whom", "six farmers", "farmers of Napo", ["CVL"]),
        ("with", "rifles", "", []),
        ("where", "Tena", "Tena, Napo, EC", ["clause", "PPLA"]),
        ("when", "Monday", "2024-05-06", ["day", "relative"]),
        ("how many", "six", "6 injured (farmers)", ["of them 2 women"]),
        ("says", "Ana Ruiz", "", ["said"]),
    ]
    assert FULL.name == "ASSAULT/shooting"
    assert FULL.scores == {"confidence": 0.875, "salience": 0.5}


def test_make_card_sector_is_explained() -> None:
    assert "Criminals" in FULL.cells[1].notes[1].meaning


def test_make_card_empty_event_shows_what_it_lacks() -> None:
    card = make_card(make_event(), number=1, sentence=1)
    assert [(cell.kind, cell.is_empty) for cell in card.cells] == [
        ("trigger", False),
        ("actor", True),
        ("recipient", True),
        ("place", True),
        ("date", True),
    ]


def test_make_card_day_of_publication_is_a_value_without_words() -> None:
    event = replace(full_event(), date_text=None, date_basis="publication")
    (when,) = [cell for cell in make_card(event, number=1, sentence=1).cells if cell.kind == "date"]
    assert (when.words, when.value, when.is_empty) == (None, "2024-05-06", False)


def test_make_card_key_finds_the_row_again() -> None:
    assert json.loads(FULL.key) == {
        "article_id": "a1",
        "event_id": "id of shot",
        "sentence_hash": hashlib.blake2b(SENTENCE.encode(), digest_size=16).hexdigest(),
        "trigger": "shot",
        "event_type": "ASSAULT",
    }


def test_text_order_does_not_depend_on_the_order_given() -> None:
    events = [make_event("said"), make_event("fled"), make_event("shot"), make_event("shot", event_type="DEATH")]
    ordered = text_order(events)
    assert [(event.trigger.text, event.event_type) for event in ordered] == [
        ("shot", "ASSAULT"),
        ("shot", "DEATH"),
        ("said", "ASSAULT"),
        ("fled", "ASSAULT"),
    ]
    assert text_order(reversed(events)) == ordered


def test_quote_item_gives_speaker_with_name_and_cue() -> None:
    item = quote_item(make_quote())
    assert [(cell.label, cell.words and cell.words.text, cell.value) for cell in item.cells] == [
        ("who", "she", "Ana Ruiz"),
        ("cue", "said", ""),
    ]
    assert [TEXT[start:end] for start, end in item.ranges] == ["They fled,"]


def test_passages_mark_cells_of_events_alone() -> None:
    found = list(passages([FULL], [quote_item(make_quote())], [entity_item(make_entity())]))
    assert {passage.kind for passage in found} == {*LABELS, ""}
    assert [TEXT[one.start : one.end] for one in found if not one.kind] == ["They fled,", "she", "said", "Tena"]
    assert next(one.label for one in found if one.kind == "actor") == "event 3: who"

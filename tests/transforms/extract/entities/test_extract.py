from collections.abc import Callable
from dataclasses import replace

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.flow.annotation import Annotation
from schemas.ids import entity_id
from schemas.rows.entity import Entity
from schemas.rows.failure import Rejected
from tests.documents import make_article
from transforms.extract.annotate.annotator import annotator
from transforms.extract.document import Document, build_document
from transforms.extract.entities.extract import ExtractEntities, extract_entities, resolve_entities
from transforms.extract.entities.names.names import find_names
from transforms.step import REJECTED

pytestmark = pytest.mark.model
Parse = Callable[..., Document]
TEXT = (
    "Syrian troops fired on the United Nations office in Lima on Friday, said spokesman Ivan Orlov.\n\n"
    "The U.N. protested. Orlov said on 29 November that the office in Peru would close in 2016."
)


def named(document: Document) -> dict[str, Entity]:
    return {entity.name: entity for entity in extract_entities(document)}


def test_extract_entities_names_of_one_entity_are_merged(parse: Parse) -> None:
    found = named(parse(TEXT))
    assert found["United Nations"].aliases == ("U.N.",)
    assert found["United Nations"].mention_count == 2
    assert found["Ivan Orlov"].mention_count == 2


def test_extract_entities_person_with_location_becomes_place(parse: Parse, monkeypatch: pytest.MonkeyPatch) -> None:
    document = parse("Rebels marched on the town of Saraqib on Monday.")
    taken = tuple(
        replace(name, type="PERSON", role="general") for name in find_names(document) if name.name == "Saraqib"
    )
    assert taken
    monkeypatch.setattr("transforms.extract.entities.extract.find_names", lambda _: taken)
    found = named(document)["Saraqib"]
    assert (found.type, found.role, found.geo and found.geo.country_code) == ("GPE", None, "SY")
    assert found.geo is not None
    assert found.entity_id == entity_id("geonames", str(found.geo.geonames_id))


def test_extract_entities_expressions_of_one_day_are_merged(parse: Parse) -> None:
    (day,) = (e for e in extract_entities(parse(TEXT)) if e.time and e.time.timex == "2024-11-29")
    assert [mention.text for mention in day.mentions] == ["Friday", "29 November"]


def test_entity_of_token_of_name_yields_entity(parse: Parse) -> None:
    document = parse(TEXT)
    resolution = resolve_entities(document)

    def name_at(word: str) -> str | None:
        token = document.token_at(TEXT.index(word))
        assert token is not None
        entity = resolution.entity_of(token)
        return entity.name if entity else None

    assert name_at("Ivan") == "Ivan Orlov"
    assert name_at("Orlov said") == "Ivan Orlov"
    assert name_at("Syrian") == "Syrian"
    assert name_at("Friday") is None
    assert name_at("protested") is None
    assert name_at("troops") is None


def test_extract_entities_early_frequent_subject_has_more_salience(parse: Parse) -> None:
    text = (
        "Maria Velez won. Velez thanked voters. Velez left for Oslo.\n\nRain fell. It was cold. A dog barked near Hull."
    )
    found = named(parse(text))
    assert found["Maria Velez"].salience > found["Oslo"].salience > 0
    assert all(0 <= entity.salience <= 1 for entity in found.values())


def test_extract_entities_name_in_headline_has_more_salience(parse: Parse) -> None:
    text = "Ivan Orlov met Maria Velez in Lima."
    assert named(parse(text, title="Velez in Lima"))["Maria Velez"].salience > 0
    elsewhere, in_headline = (named(parse(text, title=title)) for title in ("A meeting", "Maria Velez is back"))
    assert in_headline["Maria Velez"].salience > elsewhere["Maria Velez"].salience
    assert in_headline["Ivan Orlov"].salience == elsewhere["Ivan Orlov"].salience


def test_extract_entities_generic_institution_is_named_with_its_state(parse: Parse) -> None:
    found = named(parse("Peru's Armed Forces closed a road near Lima on Friday.\n\nThe Armed Forces gave no reason."))
    assert found["Peru's Armed Forces"].aliases == ("Armed Forces",)
    assert [mention.text for mention in found["Peru's Armed Forces"].mentions] == ["Armed Forces"] * 2


def annotated(text: str, **fields: object) -> Annotation:
    return annotator().annotate(make_article(text, **fields))


def test_transform_broken_annotation_is_rejected_and_others_yield_rows() -> None:
    good = annotated(TEXT)
    bad = Annotation(**{**{name: getattr(good, name) for name in Annotation.__slots__}, "heads": b"\x07"})
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        outputs = pipeline | beam.Create([good, bad]) | ExtractEntities()
        names = outputs.entities | beam.Map(entity_name)
        failures = outputs[REJECTED] | beam.Map(failure)
        assert_that(names, equal_to([entity.name for entity in extract_entities(build_document(good))]), label="rows")
        assert_that(failures, equal_to([("extract", "extract_error", bad.article.article_id)]), label="failures")


def entity_name(entity: Entity) -> str:
    return entity.name


def failure(rejected: Rejected) -> tuple[str, str, str | None]:
    return rejected.stage, rejected.reason, rejected.article_id


SENTENCES = st.sampled_from(
    [
        "Maria Velez met Ivan Orlov in Lima on Friday.",
        "The US and the United States signed a treaty.",
        "Orlov, a spokesman for the UN, said Syrian troops left.",
        "Velez said she paid $5 million in 2016.",
        "He left for Peru last week.",
        "PARIS (AP) — The National Grain Board (NGB) closed.",
        "Britain's Labour Party won 40 percent.",
    ]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SENTENCES, min_size=1, max_size=6), st.sampled_from(["\n\n", " "]))
def test_extract_entities_random_sentences_rows_are_consistent(sentences: list[str], between: str) -> None:
    annotation = annotated(between.join(sentences))
    text = annotation.article.text
    rows = extract_entities(build_document(annotation))
    assert len({row.entity_id for row in rows}) == len(rows)
    assert [(row.first_start, row.entity_id) for row in rows] == sorted(
        (row.first_start, row.entity_id) for row in rows
    )
    for row in rows:
        assert row.mention_count == len(row.mentions) > 0
        assert row.first_start == row.mentions[0].start == min(mention.start for mention in row.mentions)
        assert all(text[mention.start : mention.end] == mention.text for mention in row.mentions)
        assert 0 <= row.salience <= 1
        assert row.name not in row.aliases
    extract_entities(build_document(annotated("Ivan Velez of Oslo met Maria Orlov.")))
    assert extract_entities(build_document(annotation)) == rows

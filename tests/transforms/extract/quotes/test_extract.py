from collections.abc import Callable
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.flow.annotation import Annotation
from schemas.rows.quote import Quote
from tests.documents import make_article, make_document
from transforms.extract.annotate.annotator import annotator
from transforms.extract.document import Document
from transforms.extract.extract_rows import ExtractRows
from transforms.extract.quotes.extract import ExtractQuotes, extract_quotes

Parse = Callable[..., Document]
Told = tuple[str, str | None, str]


def told(row: Quote) -> Told:
    return row.kind, row.speaker.text if row.speaker else None, row.text


def rows(parse: Parse, text: str) -> list[Told]:
    return [told(row) for row in extract_quotes(parse(text))]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"The bridge is closed," Mara Lund said.', [("direct", "Mara Lund", "The bridge is closed,")]),
        ('"The bridge is closed," said Mara Lund.', [("direct", "Mara Lund", "The bridge is closed,")]),
        ("‘The bridge is closed,’ Mara Lund said.", [("direct", "Mara Lund", "The bridge is closed,")]),
        ('Mara Lund said: "The bridge is closed."', [("direct", "Mara Lund", "The bridge is closed.")]),
        ('Mara Lund told reporters, "The bridge is closed."', [("direct", "Mara Lund", "The bridge is closed.")]),
        ('Mara Lund said it was "a disaster".', [("mixed", "Mara Lund", "a disaster")]),
        ("Mara Lund said that the bridge was closed.", [("indirect", "Mara Lund", "the bridge was closed")]),
        ("The robbers threatened the driver and a guard with rifles.", []),
        ("Mara Lund was banned for a year and ordered to pay the town damages.", []),
        ("The stones belonged to a dealer in Leeds, which offered a reward.", []),
        (
            "It had seats for ten; Mara Lund said that up to twenty sat there.",
            [("indirect", "Mara Lund", "up to twenty sat there")],
        ),
        ("The bridge was closed, Mara Lund said.", [("indirect", "Mara Lund", "The bridge was closed")]),
        ("The bridge was closed, according to Mara Lund.", [("indirect", "Mara Lund", "The bridge was closed")]),
        ("Mara Lund denied that she had closed the bridge.", [("indirect", "Mara Lund", "she had closed the bridge")]),
        (
            '"It was a terrible night for us all." — Mara Lund',
            [("direct", "Mara Lund", "It was a terrible night for us all.")],
        ),
        (
            'Mara Lund said the bridge was "unsafe" and accused the firm of "playing games".',
            [("mixed", "Mara Lund", "unsafe"), ("mixed", "Mara Lund", "playing games")],
        ),
        (
            '"The bridge is closed," Mara Lund said on "Good Morning Arden". "It is unsafe."',
            [("direct", "Mara Lund", "The bridge is closed, It is unsafe.")],
        ),
        (
            '"The bridge is closed," said shopkeeper Mara Lund, who saw it.',
            [("direct", "shopkeeper Mara Lund", "The bridge is closed,")],
        ),
        ('As Mara Lund put it: "The bridge is closed."', [("direct", "Mara Lund", "The bridge is closed.")]),
        ('Mara Lund called the plan "reckless".', [("mixed", "Mara Lund", "reckless")]),
        ('He lives in the "Old Mill" by the river.', []),
        ('They read "The Long Way Home" together.', []),
        ("The bridge was closed on Friday.", []),
    ],
)
def test_extract_quotes_sentence_gives_kind_speaker_and_text(parse: Parse, text: str, wanted: list[Told]) -> None:
    assert rows(parse, text) == wanted


@pytest.mark.model
def test_extract_quotes_interrupted_quotation_is_one_row_whose_parts_match_text(parse: Parse) -> None:
    document = parse('"The bridge is closed," Mara Lund said on Friday. "It will open next week."')
    (row,) = extract_quotes(document)
    assert [document.text[part.start : part.end] for part in row.parts] == [
        "The bridge is closed,",
        "It will open next week.",
    ]
    assert row.text == "The bridge is closed, It will open next week."
    assert (row.quote_start, row.quote_end) == (row.parts[0].start, row.parts[-1].end)
    assert row.cue
    assert row.cue.text == "said"


@pytest.mark.model
def test_extract_quotes_two_speakers_in_paragraph_are_two_rows(parse: Parse) -> None:
    text = '"The bridge is closed," Mara Lund said. "It should be open," Tom Reyes answered.'
    assert rows(parse, text) == [
        ("direct", "Mara Lund", "The bridge is closed,"),
        ("direct", "Tom Reyes", "It should be open,"),
    ]


@pytest.mark.model
def test_extract_quotes_speakers_before_colons_are_two_rows(parse: Parse) -> None:
    text = 'Mayor Ada Lund: "We will build the bridge." Union chief Bo Berg: "We will not build it."'
    rows = extract_quotes(parse(text))
    assert [(row.text, row.speaker and row.speaker.name) for row in rows] == [
        ("We will build the bridge.", "Ada Lund"),
        ("We will not build it.", "Bo Berg"),
    ]


@pytest.mark.model
def test_extract_quotes_quotation_over_paragraphs_is_one_row(parse: Parse) -> None:
    text = 'Mara Lund said: "The bridge is closed.\n\n"It will open next week.\n\n"Nobody was hurt."'
    assert rows(parse, text) == [
        ("direct", "Mara Lund", "The bridge is closed. It will open next week. Nobody was hurt.")
    ]


@pytest.mark.model
def test_extract_quotes_quotation_going_on_behind_its_attribution_is_one_row(parse: Parse) -> None:
    text = '"The bridge is closed," Mara Lund told the Herald.\n\n"Nobody knows when it will open again."'
    assert rows(parse, text) == [
        ("direct", "Mara Lund", "The bridge is closed, Nobody knows when it will open again."),
    ]


@pytest.mark.model
def test_extract_quotes_quotation_behind_speaker_who_says_more_is_one_row(parse: Parse) -> None:
    text = '"The bridge is closed," said Mara Lund, who says she will sue the town. "Nobody knows when it will open."'
    assert ("direct", "Mara Lund", "The bridge is closed, Nobody knows when it will open.") in rows(parse, text)


@pytest.mark.model
def test_extract_quotes_wholly_quoted_paragraph_continues_last_speaker(parse: Parse) -> None:
    text = 'Mara Lund told the Herald: "The bridge is closed."\n\n"Nobody knows when it will open again."'
    first, second = extract_quotes(parse(text))
    assert second.speaker == first.speaker
    assert second.addressee == first.addressee
    assert second.cue is None


@pytest.mark.model
def test_extract_quotes_pronoun_speaker_is_resolved_and_addressee_given(parse: Parse) -> None:
    text = 'John Carver runs the port of Lisbon.\n\n"The bridge is closed," he told Reuters.'
    (row,) = extract_quotes(parse(text))
    assert row.speaker
    assert (row.speaker.text, row.speaker.name) == ("he", "John Carver")
    assert row.addressee
    assert row.addressee.text == "Reuters"


@pytest.mark.model
def test_extract_quotes_fragments_of_one_statement_are_parts_of_one_row(parse: Parse) -> None:
    (row,) = extract_quotes(parse('Mara Lund said the bridge was "unsafe" and the road "a ruin".'))
    assert (row.kind, row.text, len(row.parts)) == ("mixed", "unsafe a ruin", 2)


@pytest.mark.model
def test_extract_quotes_rows_have_article_fields(parse: Parse) -> None:
    document = parse("Mara Lund said that the bridge was closed.", run_id="run")
    (row,) = extract_quotes(document)
    article = document.article
    assert (row.article_id, row.content_id, row.run_id) == (article.article_id, article.content_id, "run")
    assert (row.published_at, row.published_date) == (article.published_at, article.published_date)


WORDS = [
    "He",
    "said",
    "told",
    "Mara",
    "Lund",
    "that",
    "it",
    "bridge",
    "fell",
    "according",
    "to",
    "called",
    "claim",
    "of",
]
MARKS = ['"', "“", "”", "'", "’", "''", ",", ".", "?", ":", "—", "I"]
DEPS = [
    "nsubj",
    "dobj",
    "ccomp",
    "xcomp",
    "conj",
    "advcl",
    "relcl",
    "acl",
    "parataxis",
    "prep",
    "pobj",
    "appos",
    "nsubjpass",
]
KINDS = [
    ("VERB", "VBD"),
    ("VERB", "VBG"),
    ("VERB", "VBN"),
    ("NOUN", "NN"),
    ("PROPN", "NNP"),
    ("PRON", "PRP"),
    ("ADP", "IN"),
]
LEMMAS = {"said": "say", "told": "tell", "called": "call", "fell": "fall"}


@st.composite
def anything(draw: st.DrawFn) -> Document:
    """A document of any words under any tree."""
    count = draw(st.integers(1, 25))
    table: Any = []
    for i in range(count):
        word = draw(st.sampled_from(WORDS + MARKS))
        pos, tag = ("PUNCT", ".") if word in MARKS[:-1] else draw(st.sampled_from(KINDS))
        head = draw(st.integers(0, i)) if i else 0
        dep = "ROOT" if head == i else draw(st.sampled_from(DEPS))
        table.append((word, LEMMAS.get(word, word.lower()), pos, tag, dep, head))
    return make_document(table)


@given(anything())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_extract_quotes_any_document_rows_are_ordered_and_match_text(document: Document) -> None:
    found = extract_quotes(document)
    assert len({row.quote_id for row in found}) == len(found)
    assert [row.quote_start for row in found] == sorted(row.quote_start for row in found)
    for row in found:
        assert row.parts
        assert row.text == " ".join(document.text[part.start : part.end] for part in row.parts)
        edges = [edge for part in row.parts for edge in (part.start, part.end)]
        assert edges == sorted(edges)
        assert all(part.start < part.end for part in row.parts)
        assert (row.quote_start, row.quote_end) == (edges[0], edges[-1])
        for span in (row.cue, row.speaker, row.addressee):
            assert span is None or document.text[span.start : span.end] == span.text


@pytest.mark.model
def test_extract_quotes_transform_annotations_become_rows() -> None:
    annotation = annotator().annotate(make_article("Mara Lund said that the bridge was closed."))
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        found = pipeline | beam.Create([annotation]) | ExtractQuotes()
        assert_that(found.quotes | beam.Map(told), equal_to([("indirect", "Mara Lund", "the bridge was closed")]))
        assert_that(found.rejected, equal_to([]), label="none rejected")


def test_extract_quotes_transform_failing_article_is_rejected_alone() -> None:
    article = make_article("Anything.")
    broken = Annotation(
        article=article,
        body_start=0,
        strings=(),
        starts=b"\0\0\0\0",
        ends=b"",
        heads=b"",
        lemma_index=b"",
        pos_index=b"",
        tag_index=b"",
        dep_index=b"",
        label_index=b"",
        sentence_starts=b"",
    )
    step = ExtractRows("extract_quotes", extract_quotes)
    step.start_bundle()
    (output,) = step.process(broken)
    assert isinstance(output, beam.pvalue.TaggedOutput)
    rejected = output.value
    assert (output.tag, rejected.stage, rejected.reason) == ("rejected", "extract", "extract_error")
    assert (rejected.article_id, rejected.ref) == (article.article_id, article.record)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "said", "by"),
    [
        ("Court records show that Meyer shot the guard.", "Meyer shot the guard", "Court records"),
        ("Experts said the bridge was safe, citing the tests.", "the bridge was safe", "Experts"),
        ("The workers, the union says, were paid on Friday.", "The workers were paid on Friday", "the union"),
        ("The clerk admitted taking the money from the safe.", "taking the money from the safe", "The clerk"),
        ("Meyer said he would leave the party and thanked the voters.", "he would leave the party", "Meyer"),
    ],
)
def test_extract_quotes_narrators_addition_is_left_out(parse: Parse, text: str, said: str, by: str) -> None:
    row = extract_quotes(parse(text))[0]
    assert (row.text, row.speaker and row.speaker.text) == (said, by)


@pytest.mark.model
def test_extract_quotes_people_who_find_and_claims_to_land_give_no_rows(parse: Parse) -> None:
    assert extract_quotes(parse("Police found that the man had been stabbed.")) == ()
    assert extract_quotes(parse("The rebels were fighting as the army claims more territory.")) == ()

"""The one pass of the model."""

import apache_beam as beam
import pytest
import spacy
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.coders import RecordCoder
from schemas.flow.annotation import Annotation
from schemas.rows.article import Article
from tests.documents import make_article
from transforms.extract.annotate.annotate import PIECE_LIMIT, TEXT_LIMIT, AnnotateArticles, TooLongError, annotator
from transforms.extract.annotate.model import ModelError, load, model_version
from transforms.extract.document import lay_out

pytestmark = pytest.mark.model

TEXT = (
    "Gunmen attacked a convoy near Gao on Friday, killing at least 12 soldiers.\n\n"
    '"They came from the desert," said Amadou Diallo, the mayor. He was not hurt. 😀 Nobody claimed it.'
)


def test_offsets_point_into_the_text_behind_wide_characters_too() -> None:
    document = lay_out(annotator().annotate(make_article(TEXT)))
    assert all(TEXT[token.start : token.end] == token.text and token.text.strip() for token in document.tokens)
    assert document.tokens[-2].text == "it"
    assert [sentence.paragraph for sentence in document.sentences] == [0, *[1] * (len(document.sentences) - 1)]
    assert document.sentences[0].text.endswith("12 soldiers.")


def test_as_the_model_itself_says() -> None:
    """Our matrix product and our table of words change nothing but the few patterns they name."""
    document = lay_out(annotator().annotate(make_article(TEXT)))
    stock = spacy.load(load().path)
    expected = [
        (token.text, token.lemma_, token.pos_, token.tag_, token.dep_, token.ent_type_)
        for doc in stock.pipe(TEXT.split("\n\n"))
        for token in doc
    ]
    found = [(t.text, t.lemma, t.pos, t.tag, t.dep, t.label) for t in document.tokens]
    assert found == expected


def test_an_article_does_not_depend_on_those_before_it() -> None:
    alone = annotator().annotate(make_article(TEXT))
    annotator().annotate(make_article("A ferry sank off Cebu. " * 50))
    assert annotator().annotate(make_article(TEXT)) == alone


def test_a_paragraph_without_end_is_cut_at_white_space() -> None:
    text = "word " * PIECE_LIMIT
    document = lay_out(annotator().annotate(make_article(text.strip())))
    assert {token.text for token in document.tokens} == {"word"}


def test_a_text_too_long_is_refused() -> None:
    with pytest.raises(TooLongError, match="wanted at most"):
        annotator().annotate(make_article("a " * TEXT_LIMIT))


def test_a_model_that_is_not_installed() -> None:
    with pytest.raises(ModelError, match=r"--model 'en_core_web_xxl': no such model is installed"):
        load("en_core_web_xxl")
    assert model_version() == "en_core_web_md 3.8.0"


def words(annotation: Annotation) -> list[str]:
    return [token.text for token in lay_out(annotation).tokens]


def test_annotations_cross_a_fusion_break_by_their_own_coder() -> None:
    article = make_article("Rain fell.")
    with TestPipeline() as pipeline:
        articles = pipeline | beam.Create([article])
        annotated = articles | AnnotateArticles()
        moved = annotated.annotations | beam.Reshuffle()
        assert_that(moved | beam.Map(words), equal_to([["Rain", "fell", "."]]))
        assert_that(annotated.rejected, equal_to([]), label="none rejected")
    assert RecordCoder(Annotation).decode(RecordCoder(Annotation).encode(annotator().annotate(article)))


def summary(rejected: object) -> tuple[str, str, str | None]:
    return (rejected.stage, rejected.reason, rejected.article_id)  # type: ignore[attr-defined]


def test_what_the_model_cannot_take_costs_one_article() -> None:
    long: Article = make_article("a " * TEXT_LIMIT)
    with TestPipeline() as pipeline:
        annotated = pipeline | beam.Create([long, make_article("Rain fell.")]) | AnnotateArticles()
        assert_that(annotated.annotations | beam.Map(words), equal_to([["Rain", "fell", "."]]))
        found = annotated.rejected | beam.Map(summary)
        assert_that(found, equal_to([("annotate", "too_large", long.article_id)]), label="rejected")


def test_a_dateline_is_not_parsed_wherever_its_paragraph_stands() -> None:
    text = "A man waits at the pier. (Photo: Ann Roe)\n\nLYON, France (AP) — A boy drowned on Friday."
    assert words(annotator().annotate(make_article(text)))[-6:] == ["A", "boy", "drowned", "on", "Friday", "."]

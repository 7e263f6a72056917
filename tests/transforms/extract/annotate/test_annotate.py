import apache_beam as beam
import pytest
import spacy
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.coders import RecordCoder
from schemas.flow.annotation import Annotation
from schemas.rows.article import Article
from tests.documents import make_article
from transforms.extract.annotate.annotate import AnnotateArticles
from transforms.extract.annotate.annotator import CHUNK_LIMIT, TEXT_LIMIT, TooLongError, annotator
from transforms.extract.annotate.model import load
from transforms.extract.annotate.model_files import ModelError, model_version
from transforms.extract.document import build_document

pytestmark = pytest.mark.model

TEXT = (
    "Gunmen attacked a convoy near Gao on Friday, killing at least 12 soldiers.\n\n"
    '"They came from the desert," said Amadou Diallo, the mayor. He was not hurt. 😀 Nobody claimed it.'
)


def test_annotate_wide_characters_offsets_match_text() -> None:
    document = build_document(annotator().annotate(make_article(TEXT)))
    assert all(TEXT[token.start : token.end] == token.text and token.text.strip() for token in document.tokens)
    assert document.tokens[-2].text == "it"
    assert [sentence.paragraph for sentence in document.sentences] == [0, *[1] * (len(document.sentences) - 1)]
    assert document.sentences[0].text.endswith("12 soldiers.")


def test_annotate_tokens_equal_those_of_spacy() -> None:
    """`BlasOps` and `WordTable` change nothing but the few patterns they name."""
    document = build_document(annotator().annotate(make_article(TEXT)))
    stock = spacy.load(load().path)
    expected = [
        (token.text, token.lemma_, token.pos_, token.tag_, token.dep_, token.ent_type_)
        for doc in stock.pipe(TEXT.split("\n\n"))
        for token in doc
    ]
    found = [(t.text, t.lemma, t.pos, t.tag, t.dep, t.label) for t in document.tokens]
    assert found == expected


def test_annotate_result_is_independent_of_articles_before() -> None:
    alone = annotator().annotate(make_article(TEXT))
    annotator().annotate(make_article("A ferry sank off Cebu. " * 50))
    assert annotator().annotate(make_article(TEXT)) == alone


def test_annotate_paragraphs_in_groups_are_annotated_as_together(monkeypatch: pytest.MonkeyPatch) -> None:
    together = annotator().annotate(make_article(TEXT))
    monkeypatch.setattr("transforms.extract.annotate.annotator.GROUP_TOKENS", 5)
    assert annotator().annotate(make_article(TEXT)) == together


def test_annotate_long_paragraph_is_cut_at_white_space() -> None:
    text = "word " * CHUNK_LIMIT
    document = build_document(annotator().annotate(make_article(text.strip())))
    assert {token.text for token in document.tokens} == {"word"}


def test_annotate_text_over_limit_raises() -> None:
    with pytest.raises(TooLongError, match="wanted at most"):
        annotator().annotate(make_article("a " * TEXT_LIMIT))


def test_load_missing_model_raises() -> None:
    with pytest.raises(ModelError, match=r"--model 'en_core_web_xxl': no such model is installed"):
        load("en_core_web_xxl")
    assert model_version() == "en_core_web_md 3.8.0"


def words(annotation: Annotation) -> list[str]:
    return [token.text for token in build_document(annotation).tokens]


def test_transform_annotations_survive_reshuffle_by_record_coder() -> None:
    article = make_article("Rain fell.")
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        articles = pipeline | beam.Create([article])
        annotated = articles | AnnotateArticles()
        moved = annotated.annotations | beam.Reshuffle()
        assert_that(moved | beam.Map(words), equal_to([["Rain", "fell", "."]]))
        assert_that(annotated.rejected, equal_to([]), label="none rejected")
    assert RecordCoder(Annotation).decode(RecordCoder(Annotation).encode(annotator().annotate(article)))


def summary(rejected: object) -> tuple[str, str, str | None]:
    return (rejected.stage, rejected.reason, rejected.article_id)  # type: ignore[attr-defined]


def test_transform_text_over_limit_rejects_only_that_article() -> None:
    long: Article = make_article("a " * TEXT_LIMIT)
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        annotated = pipeline | beam.Create([long, make_article("Rain fell.")]) | AnnotateArticles()
        assert_that(annotated.annotations | beam.Map(words), equal_to([["Rain", "fell", "."]]))
        found = annotated.rejected | beam.Map(summary)
        assert_that(found, equal_to([("annotate", "too_large", long.article_id)]), label="rejected")
        assert_that(annotated.unannotated, equal_to([long]), label="unannotated")


def test_annotate_dateline_of_later_paragraph_is_not_parsed() -> None:
    text = "A man waits at the pier. (Photo: Ann Roe)\n\nLYON, France (AP) — A boy drowned on Friday."
    assert words(annotator().annotate(make_article(text)))[-6:] == ["A", "boy", "drowned", "on", "Friday", "."]

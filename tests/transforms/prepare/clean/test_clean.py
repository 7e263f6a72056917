import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import given
from hypothesis import strategies as st

import schemas.coders  # noqa: F401
from schemas.flow.parsed import Candidate, Parsed, ParsedRecord
from schemas.flow.record import RawRecord
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.clean.clean import CleanArticles, clean_record
from transforms.prepare.parse.parse import parse_text

REF = RecordRef(uri="a", media_type="text/plain")
NEWS = "The river rose by two metres on Friday and flooded the old town of Sampleton."
MORE = "The mayor said that nobody had been hurt, but that three bridges were closed."


def text_record(text: str, **fields: Any) -> ParsedRecord:
    return ParsedRecord(raw=RawRecord(ref=REF, text=text, **fields), parsed=parse_text(text), is_page=False)


def page_record(*paragraphs: str, fields: dict[str, Any] | None = None, **parsed: Any) -> ParsedRecord:
    return ParsedRecord(
        raw=RawRecord(ref=REF, **(fields or {})), parsed=Parsed(paragraphs=paragraphs, **parsed), is_page=True
    )


def article(record: ParsedRecord, **options: Any) -> Article:
    found = clean_record(record, **options)
    assert isinstance(found, Article)
    return found


def test_clean_record_separates_paragraphs_by_blank_line() -> None:
    cleaned = article(text_record(f"{NEWS}\n\n\n\n{MORE}\n"))
    assert cleaned.text == f"{NEWS}\n\n{MORE}"
    assert (cleaned.word_count, cleaned.removed_chars, cleaned.outcome, cleaned.language) == (29, 0, "coded", "en")


def test_clean_record_date_header_is_publication_date() -> None:
    cleaned = article(text_record(f"date 2024-11-29 {NEWS}"))
    assert cleaned.text == NEWS
    assert (cleaned.published_date, cleaned.published_basis) == (date(2024, 11, 29), "text")
    assert cleaned.removed_chars == len("date 2024-11-29 ")


def test_clean_record_dateline_is_last_source_of_date() -> None:
    text = f"SAMPLETON, Nov. 29 (AP) — {NEWS}"
    crawled = datetime(2024, 12, 2, tzinfo=UTC)
    cleaned = article(text_record(text, crawled_at=crawled))
    assert (cleaned.published_date, cleaned.published_basis) == (date(2024, 11, 29), "text")
    assert article(text_record(text, crawled_at=crawled, published="2024-11-28")).published_basis == "record"
    assert article(text_record(text)).published_date is None


def test_clean_record_prefers_fields_of_record() -> None:
    record = page_record(
        NEWS,
        fields={
            "title": "Own title",
            "published": "2024-11-28",
            "authors": ("Bob Sample",),
            "source_name": "Own Times",
        },
        titles=(Candidate(value="Page title of the day", source="h1"),),
        published=(Candidate(value="2024-11-29", source="json_ld"),),
        authors=(Candidate(value="Ann Example", source="json_ld"),),
        publishers=(Candidate(value="Page Times", source="meta"),),
    )
    cleaned = article(record)
    assert (cleaned.title, cleaned.authors, cleaned.source_name) == ("Own title", ("Bob Sample",), "Own Times")
    assert (cleaned.published_date, cleaned.published_basis) == (date(2024, 11, 28), "record")


def test_clean_record_removes_credit_lines() -> None:
    cleaned = article(text_record(f"(Reuters) - {NEWS}\n\n{MORE}\n\nAssociated Press contributed to this report."))
    assert cleaned.text == f"{NEWS}\n\n{MORE}"
    assert cleaned.credits == ("Associated Press", "Reuters")


def test_clean_record_removes_trailing_credit_sentence() -> None:
    cleaned = article(text_record(f"{NEWS} With reporting by AFP."))
    assert cleaned.text == NEWS
    assert cleaned.credits == ("Agence France-Presse",)


def test_clean_record_keeps_dateline_and_credits_its_agency() -> None:
    cleaned = article(text_record(f"SAMPLETON (AP) — {NEWS}"))
    assert cleaned.text.startswith("SAMPLETON (AP) — ")
    assert cleaned.credits == ("Associated Press",)


def test_clean_record_agency_byline_is_credit_not_author() -> None:
    cleaned = article(page_record(NEWS, authors=(Candidate(value="By Reuters", source="meta"),)))
    assert (cleaned.authors, cleaned.credits) == ((), ("Reuters",))


def test_clean_record_byline_in_text_gives_author() -> None:
    cleaned = article(text_record(f"By Ann Example\n\n{NEWS}"))
    assert (cleaned.text, cleaned.authors) == (NEWS, ("Ann Example",))


def test_clean_record_counts_removed_chars() -> None:
    cleaned = article(page_record("Advertisement", NEWS, "Read more: Ten things about floods", MORE))
    assert cleaned.text == f"{NEWS}\n\n{MORE}"
    assert cleaned.removed_chars == len("Advertisement") + len("Read more: Ten things about floods")


def test_clean_record_page_drops_title_labels_repeats_and_biographies() -> None:
    record = page_record(
        "World",
        "Flood hits Sampleton",
        NEWS * 2,
        MORE,
        NEWS * 2,
        "Ann Example is a reporter who covers floods.",
        titles=(Candidate(value="Flood hits Sampleton", source="h1"),),
        sections=("World",),
        authors=(Candidate(value="Ann Example", source="json_ld"),),
    )
    assert article(record).text == f"{NEWS * 2}\n\n{MORE}"


def test_clean_record_plain_text_keeps_title() -> None:
    cleaned = article(text_record(f"Flood hits Sampleton\n\n{NEWS}", title="Flood hits Sampleton"))
    assert cleaned.text.startswith("Flood hits Sampleton\n\n")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("It rained on.", "too_short"),
        ("It rained on and on.", "coded"),
        (
            "Der Bürgermeister sagte am Freitag, dass die Brücke wegen des Hochwassers gesperrt bleibt. " * 3,
            "unsupported_language",
        ),
    ],
)
def test_clean_record_outcome(text: str, outcome: str) -> None:
    assert article(text_record(text)).outcome == outcome


@pytest.mark.parametrize("text", ["", "Advertisement", "* * *", "\u200b\n\n\ufeff"])
def test_clean_record_without_words_is_rejected(text: str) -> None:
    found = clean_record(text_record(text))
    assert isinstance(found, Rejected)
    assert (found.stage, found.reason) == ("clean", "no_article_text")


@pytest.mark.parametrize(
    "parsed", [{"stated_words": 600}, {"shown_words": 1200}, {"stated_words": 600, "is_free": True}]
)
def test_clean_record_small_part_of_an_article_is_rejected(parsed: dict[str, Any]) -> None:
    found = clean_record(page_record(NEWS, MORE, **parsed))
    assert isinstance(found, Rejected)
    assert (found.stage, found.reason) == ("clean", "incomplete_text")
    assert found.error.startswith("got 29 words of the article, wanted at least")


@pytest.mark.parametrize(
    "parsed",
    [
        {"stated_words": 600, "is_free": False},  # to be paid for
        {"stated_words": len(NEWS) + len(MORE)},  # characters
        {"stated_words": 110, "shown_words": 120},  # not much more
        {"stated_words": 0},
    ],
)
def test_clean_record_text_as_long_as_stated_is_coded(parsed: dict[str, Any]) -> None:
    assert article(page_record(NEWS, MORE, **parsed)).outcome == "coded"


def test_clean_record_article_id_sources() -> None:
    by_url = article(text_record(NEWS, url="https://example.org/a?utm_source=x", record_id="7"))
    same_url = article(text_record(MORE, url="https://EXAMPLE.org/a#top", record_id="8"))
    assert by_url.article_id == same_url.article_id
    assert by_url.content_id != same_url.content_id
    assert (by_url.url, by_url.canonical_url) == ("https://example.org/a?utm_source=x", "https://example.org/a")
    assert (by_url.site, by_url.external_id) == ("example.org", "7")
    own = article(text_record(NEWS, record_id="7"), source="x")
    assert own.article_id == article(text_record(MORE, record_id="7"), source="x").article_id
    assert own.article_id != article(text_record(NEWS, record_id="7"), source="y").article_id
    named = article(text_record(NEWS, name="file"))
    assert named.external_id == "file"
    assert named.article_id == article(text_record(NEWS, name="other")).article_id


def test_clean_record_dates_are_not_after_crawl() -> None:
    crawl = datetime(2024, 11, 30, tzinfo=UTC)
    record = page_record(
        NEWS,
        fields={"crawled_at": crawl, "http_date": "Thu, 28 Nov 2024 10:00:00 GMT"},
        published=(Candidate(value="2030-01-01", source="meta"),),
        modified=(Candidate(value="2030-01-01", source="meta"),),
    )
    cleaned = article(record)
    assert (cleaned.published_basis, cleaned.published_date) == ("http", date(2024, 11, 28))
    assert cleaned.modified_at is None


@given(st.text(alphabet=st.characters(codec=None), max_size=300))
def test_clean_record_any_text_gives_article_or_rejection(text: str) -> None:
    cleaned = clean_record(text_record(text))
    if isinstance(cleaned, Article):
        assert unicodedata.is_normalized("NFC", cleaned.text)
        assert all(part and part == " ".join(part.split()) for part in cleaned.text.split("\n\n"))
        assert cleaned.removed_chars >= 0
        assert cleaned == clean_record(text_record(text))


def test_clean_articles_separates_articles_and_rejections() -> None:
    with beam.Pipeline(runner="BundleBasedDirectRunner") as pipeline:
        out = pipeline | beam.Create([text_record(NEWS), text_record("")]) | CleanArticles(source="x")
        assert_that(out.articles | beam.Map(lambda one: one.text), equal_to([NEWS]))
        assert_that(out.rejected | beam.Map(lambda one: one.reason), equal_to(["no_article_text"]), label="rejected")

from dataclasses import replace

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.flow.staging import ParagraphKey
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from tests.documents import make_article
from transforms.prepare.clean.paragraph_hashes import pack
from transforms.prepare.known_boilerplate import RemoveKnownBoilerplate, without_boilerplate

NEWS = "Gunmen attacked a bank in Cali on Monday, killing two guards, police said."
FOOTER = "Follow our reporters for more news from the region."
HASHES = pack((ParagraphKey(11, False), ParagraphKey(22, False)))


def _article(site: str = "example.org") -> Article:
    return replace(make_article(f"{NEWS}\n\n{FOOTER}"), site=site, paragraph_hashes=HASHES, outcome="coded")


def test_without_boilerplate_removes_known_paragraphs_and_keeps_signature_of_whole_text() -> None:
    cleaned = without_boilerplate(_article(), {22})
    assert isinstance(cleaned, Article)
    assert cleaned.text == NEWS
    assert cleaned.paragraph_hashes == HASHES
    whole = without_boilerplate(_article(), ())
    assert isinstance(whole, Article)
    assert cleaned.signature == whole.signature
    assert cleaned.content_id != whole.content_id


def test_without_boilerplate_article_of_nothing_else_is_rejected() -> None:
    rejected = without_boilerplate(_article(), {11, 22})
    assert isinstance(rejected, Rejected)
    assert (rejected.stage, rejected.reason) == ("clean", "no_article_text")


def test_remove_known_boilerplate_goes_by_site() -> None:
    articles = [_article("example.org"), replace(_article("example.com"), article_id="b" * 32)]
    with TestPipeline() as pipeline:
        known = pipeline | "Known" >> beam.Create([("example.org", 22)]).with_output_types(tuple[str, int])
        arriving = pipeline | "Articles" >> beam.Create(articles).with_output_types(Article)
        cleaned = arriving | RemoveKnownBoilerplate(known)
        texts = cleaned.articles | beam.Map(lambda article: (article.site, article.text))
        assert_that(texts, equal_to([("example.org", NEWS), ("example.com", f"{NEWS}\n\n{FOOTER}")]))

import pytest

from tests.documents import make_article
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.places.site import is_in_site_name, site_country


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://news.example.co.uk/a", "GB"),
        ("https://example.ca/", "CA"),
        ("https://example.com/x", None),
        ("https://example.tv/", None),
        (None, None),
    ],
)
def test_site_country_domain_yields_country_code(url: str | None, code: str | None) -> None:
    assert site_country(make_article("Text.", url=url), load_gazetteer()) == code


def test_is_in_site_name_town_in_host_is_true() -> None:
    article = make_article("Text.", url="https://www.springfield-herald.example/a/b")
    assert is_in_site_name("Springfield", article)
    assert not is_in_site_name("Salem", article)
    assert not is_in_site_name("Rome", make_article("Text."))

"""What the address of an article's page says about places: its country and the town in its name."""

import re

from schemas.rows.article import Article
from transforms.extract.entities.gazetteer.model import Gazetteer
from transforms.extract.entities.gazetteer.name_keys import key_of

_HOST = re.compile(r"[a-z]+://([^/:?#]+)")
_MIN_NAME_LENGTH = 5
_COUNTRY_OF_DOMAIN = {"UK": "GB", "EU": "", "TV": "", "ME": "", "IO": "", "CO": "", "FM": "", "AI": ""}
"""Top-level domains that are not their country's ISO code, or are used all over the world."""


def site_country(article: Article, gazetteer: Gazetteer) -> str | None:
    """ISO code of the country of the site's top-level domain: GB of example.co.uk, None of .com."""
    host = _host_of(article)
    domain = host.rsplit(".", 1)[-1].upper() if host else ""
    code = _COUNTRY_OF_DOMAIN.get(domain, domain)
    return code if code in gazetteer.countries else None


def is_in_site_name(form: str, article: Article) -> bool:
    """Whether the site is named after a place: Springfield in springfieldnews.example."""
    key = key_of(form).replace(" ", "")
    return len(key) >= _MIN_NAME_LENGTH and key in _host_of(article).rsplit(".", 1)[0].replace("-", "")


def _host_of(article: Article) -> str:
    match = _HOST.match(article.canonical_url or article.url or "")
    return (match[1] if match else article.site or "").lower()

"""Converts items of JSON Feed (https://jsonfeed.org, versions 1 and 1.1) to rows with newsbeam's column names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from transforms.prepare.read.io.bodies import BodyCandidate, best_body, first_web_url, publisher_from_title
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.field_names import as_string

MEDIA_TYPE = "application/feed+json"

_VERSION_URL = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")


def is_json_feed(value: Mapping[str, Any]) -> bool:
    """Whether an object declares itself a JSON Feed and has a list of items."""
    return bool(_VERSION_URL.match(as_string(value.get("version")) or "")) and isinstance(value.get("items"), list)


def row_of(item: Any, feed: Mapping[str, Any]) -> dict[str, Any]:
    """The row of an item; the item's own fields take precedence over the feed's.

    Raises:
        ReadError: `bad_json` if the item is not an object, `no_content`.
    """
    if not isinstance(item, Mapping):
        raise ReadError("bad_json", f"got an item that is {type(item).__name__}, wanted an object")
    return best_body(_body_candidates(item)) | {
        "id": item.get("id"),
        "url": first_web_url(*(as_string(item.get(key)) for key in ("url", "id", "external_url"))),
        "title": item.get("title"),
        "authors": _authors(item) or _authors(feed),
        "source_name": publisher_from_title(as_string(feed.get("title"))),
        "keywords": item.get("tags"),
        "language": item.get("language") or feed.get("language"),
        "published_at": item.get("date_published") or item.get("date_modified"),
        "modified_at": item.get("date_modified"),
    }


def _body_candidates(item: Mapping[str, Any]) -> Iterator[BodyCandidate]:
    for key in ("content_html", "content_text", "summary"):
        if text := as_string(item.get(key)):
            yield BodyCandidate(text, key == "content_html")


def _authors(value: Mapping[str, Any]) -> Any:
    """Authors: `authors` in version 1.1, `author` in version 1."""
    return value.get("authors") or value.get("author")

"""Compare what newsbeam makes of the pages in data/pages with the articles as they should be.

    python -m tests.pages [NAME ...]          # prints what differs; exits with 1 if anything does
    python -m tests.pages --write NAME ...    # writes what newsbeam makes of new pages, to be put right by hand

A page is two files: `NAME.html` and `NAME.json` beside it. The JSON object says what the article should be: any of
`title`, `authors`, `credits`, `published` (ISO 8601), `precision`, `is_free`, `outcome` and `text` (its paragraphs), or
`failure` (the reason) alone; what it leaves out is not compared. `url` says where the page was found, if that matters.
Pages are made by hand, one for each kind, and hold no text of others.
"""

import difflib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.page import parse_html

PAGES = Path(__file__).parent / "data" / "pages"
INPUT_KEYS = frozenset({"url"})
COMPARED_KEYS = frozenset(
    {"title", "authors", "credits", "published", "precision", "is_free", "outcome", "text", "failure"}
)


def names() -> list[str]:
    """The names of all pages."""
    return sorted(path.stem for path in PAGES.glob("*.html"))


def read_page(html: bytes, url: str | None = None) -> dict[str, Any]:
    """What newsbeam makes of a page, under the keys of the JSON files.

    Args:
        html: The page.
        url: Where it was found.
    """
    raw = RawRecord(ref=RecordRef(uri="page.html", media_type="text/html"), html=b"", url=url)
    article = clean_record(ParsedRecord(raw=raw, parsed=parse_html(html, url=url), is_page=True))
    if isinstance(article, Rejected):
        return {"failure": article.reason}
    return {
        "title": article.title,
        "authors": list(article.authors),
        "credits": list(article.credits),
        "published": article.published_at.isoformat() if article.published_at else None,
        "precision": article.published_precision,
        "is_free": article.is_free,
        "outcome": article.outcome,
        "text": article.text.split("\n\n"),
    }


def wanted(name: str) -> dict[str, Any]:
    """The article as it should be.

    Raises:
        ValueError: The JSON file is missing or has a key that is not known.
    """
    path = PAGES / f"{name}.json"
    if not path.exists():
        raise ValueError(f"{path}: not found; run `python -m tests.pages --write {name}` and put it right by hand")
    values: dict[str, Any] = json.loads(path.read_text())
    if unknown := values.keys() - INPUT_KEYS - COMPARED_KEYS:
        raise ValueError(f"{path}: got {sorted(unknown)}; wanted any of {sorted(INPUT_KEYS | COMPARED_KEYS)}")
    return values


def differences(name: str) -> list[str]:
    """Lines that say how a page's article differs from the one it should be; empty if it does not."""
    values = wanted(name)
    got = read_page((PAGES / f"{name}.html").read_bytes(), values.get("url"))
    lines: list[str] = []
    for key in sorted(COMPARED_KEYS & values.keys()):
        if values[key] == got.get(key):
            continue
        if key == "text":
            lines += difflib.unified_diff(values[key], got.get(key) or [], "wanted", "got", lineterm="", n=0)
        else:
            lines.append(f"{key}: got {got.get(key)!r}, wanted {values[key]!r}")
    if lines and "failure" in got.keys() - values.keys():
        lines.insert(0, f"failure: got {got['failure']!r}, wanted an article")
    return lines


def write(name: str) -> None:
    """Write a page's JSON file from what newsbeam makes of it."""
    path = PAGES / f"{name}.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    inputs = {key: value for key, value in known.items() if key in INPUT_KEYS}
    got = read_page((PAGES / f"{name}.html").read_bytes(), inputs.get("url"))
    path.write_text(json.dumps({**inputs, **got}, indent=2, ensure_ascii=False) + "\n")


def main(arguments: Sequence[str]) -> int:
    """Run the command.

    Returns:
        The exit code: 1 if a page differs.
    """
    chosen = [argument.removesuffix(".html") for argument in arguments if argument != "--write"]
    if "--write" in arguments:
        for name in chosen:
            write(name)
        return 0
    wrong = {name: lines for name in chosen or names() if (lines := differences(name))}
    for name, lines in wrong.items():
        print(name, *lines, sep="\n    ")
    print(f"{len(chosen or names())} pages, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

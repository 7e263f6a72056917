"""Reads the scripts of a page, which are dropped from its tree before anything else is read."""

from dataclasses import dataclass

from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class Script:
    """A script of a page.

    Attributes:
        text: Its source or data, not empty.
        is_jsonld: Whether it is marked as JSON-LD.
    """

    text: str
    is_jsonld: bool


def read_scripts(tree: HtmlElement) -> tuple[Script, ...]:
    """The scripts of a page that have any text, in document order."""
    return tuple(
        Script(text, "ld+json" in (script.get("type") or "").lower())
        for script in tree.iter("script")
        if (text := script.text)
    )

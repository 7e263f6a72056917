"""A sample story and the paragraphs that come out of a page with it."""

from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.page import parse_html

STORY = (
    "The river rose by two metres on Friday and flooded the old town of Sampleton, the mayor said.",
    "About 300 people had to leave their homes when the water came over the dyke, police said.",
    "“We have never seen anything like it,” said Ann Example, who owns a bakery near the old bridge.",
    "Three bridges are closed until further notice, and trains do not run between Sampleton and Halden.",
    "The government promised help, but the mayor, Peter Novak, said that it would come too late for many.",
)
NAV = "<div>" + " ".join(f"<a href='/{n}'>Section {n}</a>" for n in range(12)) + "</div>"
FOOT = "<div>Copyright 2003 The Courier. <a href='/terms'>Terms</a> <a href='/privacy'>Privacy</a></div>"
HEAD = "<h1>Flood hits Sampleton</h1>"
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in STORY)


def article_paragraphs(body: str, *, head: str = "") -> list[str]:
    """The cleaned paragraphs of a page with this body."""
    page = f"<html><head><title>Flood hits Sampleton</title>{head}</head><body>{NAV}{body}{FOOT}</body></html>"
    raw = RawRecord(ref=RecordRef(uri="a.html", media_type="text/html"), html=b"")
    article = clean_record(ParsedRecord(raw=raw, parsed=parse_html(page.encode()), is_page=True))
    return [] if isinstance(article, Rejected) else article.text.split("\n\n")

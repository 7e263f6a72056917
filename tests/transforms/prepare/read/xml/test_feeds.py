"""RSS and Atom: an item's own fields take precedence over its feed's."""

from pathlib import Path

import pytest

from schemas.rows.failure import Rejected
from tests.transforms.prepare.read.samples import read, read_bytes, summarize
from tests.transforms.prepare.read.xml.test_read import TEXT, feed

FEEDS = Path(__file__).parents[4] / "data" / "feeds"
XHTML = "http://www.w3.org/1999/xhtml"
FEEDBURNER = "http://rssnamespace.org/feedburner/ext/1.0"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Harbour Watch</title>"


def one(folder, inner: str, *, channel: str = ""):
    (record,) = read_bytes(folder, "a.xml", feed(f"{channel}<item><description>{TEXT}</description>{inner}</item>"))
    return record


def entry(folder, inner: str):
    (record,) = read_bytes(folder, "a.xml", feed(f"<entry>{inner}</entry>", start=ATOM, end="</feed>"))
    return record


def test_item_row_rss_2_with_full_text():
    first, second, third = read(FEEDS / "rss.xml")
    assert first.html.startswith(b"<figure>")
    assert b"appeared first on" in first.html
    assert first.record_id == "https://www.example.com/?p=4711"
    assert first.url == "https://www.example.com/world/gao-market-bombing?utm_source=rss"
    assert (first.title, first.authors) == ("Toll of Gao market bombing rises to nine", ("Amina Diallo",))
    assert (first.source_name, first.language) == ("The Sampleton Courier", "en-gb")
    assert (first.sections, first.keywords) == (("World",), ("Mali", "Bombings"))
    assert (first.published, first.modified) == ("Wed, 13 Mar 2024 18:41:00 +0100", None)
    assert (second.text or "").startswith("The ferry between")
    assert second.authors == ("Peter Novak",)
    assert (third.reason, third.ref.media_type) == ("no_content", "application/rss+xml")
    assert "teaser of 4 words" in third.error


def test_item_row_rss_1_in_windows_1252():
    (record,) = read(FEEDS / "rss1.rdf")
    assert record.text.endswith("María López – “the ground could take no more”.")
    assert (record.record_id, record.url) == ("https://www.example.net/a/1182",) * 2
    assert (record.source_name, record.published) == ("Example Post", "2024-03-10T21:15:00-05:00")


def test_entry_row_atom_entries():
    first, second, third = read(FEEDS / "atom.xml")
    assert b"<p>About 300 dockers" in first.html
    assert b"xmlns" not in first.html
    assert first.url == "https://blog.example.org/2024/03/odesa-strike"
    assert (first.title, first.authors) == ("Dockers in Odesa strike over pay", ("John Okafor",))
    assert (first.published, first.modified) == ("2024-03-12T08:30:00+02:00", "2024-03-12T12:00:00Z")
    assert (first.keywords, first.language) == (("Labour", "odesa"), "en-US")
    assert (second.authors, second.published) == (("Peter Novak",), "2024-03-13T06:45:10Z")
    assert b"<p>Nobody was hurt" in second.html
    assert third.reason == "no_content"


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        ("<link>https://example.org/a</link><guid>https://example.org/b</guid>", "https://example.org/a"),
        ("<guid>https://example.org/b</guid>", "https://example.org/b"),
        ("<guid isPermaLink='false'>https://example.org/b</guid>", None),
        ("<guid>tag:1</guid>", None),
        ("<link/><a:link xmlns:a='http://www.w3.org/2005/Atom' href='https://example.org/c'/>", "https://example.org/c"),
        (f"<link>https://r.example.org/1</link><f:origLink xmlns:f='{FEEDBURNER}'>https://example.org/d</f:origLink>",
         "https://example.org/d"),
        ("<link>javascript:alert(1)</link>", None),
    ],
)  # fmt: skip
def test_item_row_url(tmp_path, inner, url):
    assert one(tmp_path, inner).url == url


@pytest.mark.parametrize(
    ("inner", "authors"),
    [
        ("<author>ann@example.org (Ann Example)</author>", ("Ann Example",)),
        ("<author>Ann Example</author>", ("Ann Example",)),
        ("<dc:creator>Ann Example</dc:creator><dc:creator>Bob Sample</dc:creator><author>x@example.org</author>",
         ("Ann Example", "Bob Sample")),
        ("", ()),
    ],
)  # fmt: skip
def test_item_row_authors_with_undeclared_prefix(tmp_path, inner, authors):
    assert one(tmp_path, inner).authors == authors


@pytest.mark.parametrize(
    ("channel", "inner", "name"),
    [
        ("", "", "Courier"),
        ("", "<source url='https://example.org'>Example Times</source>", "Example Times"),
    ],
)
def test_item_row_source_name(tmp_path, channel, inner, name):
    assert one(tmp_path, inner, channel=channel).source_name == name


@pytest.mark.parametrize("title", ["World news - Example Times", "Example Times | World", "NEWS: World"])
def test_item_row_compound_feed_title_is_not_source_name(tmp_path, title):
    data = feed(f"<item><description>{TEXT}</description></item>", start=f"<rss><channel><title>{title}</title>")
    (record,) = read_bytes(tmp_path, "a.xml", data)
    assert record.source_name is None


@pytest.mark.parametrize(
    ("description", "taken"),
    [
        ("The river rose on Friday. Bridges are […]", True),
        ("&lt;p&gt;The river rose on Friday.&lt;/p&gt;", True),
        ("The river rose on", False),
        ("The river rose on Friday and flooded the old town of Sampleton when …", False),
        ("Comments", False),
        ("&lt;img src='a.jpg'/&gt;", False),
        ("Watch it. Now.", False),
        ("It rained and rained " * 30, True),
        ("", False),
    ],
)
def test_item_row_teaser_needs_complete_sentence(tmp_path, description, taken):
    data = feed(f"<item><title>A title of some words.</title><description>{description}</description></item>")
    (result,) = read_bytes(tmp_path, "a.xml", data)
    assert isinstance(result, Rejected) is not taken
    assert taken or result.reason == "no_content"


def test_item_row_takes_first_body_unless_much_shorter(tmp_path):
    long = f"{TEXT} {TEXT} {TEXT}"
    encoded = "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>{}</content:encoded>"
    pairs = [("A short film.", long, long), (long, TEXT, long), (f"{long} End.", f"{long} The end.", f"{long} End.")]
    items = [f"<item><description>{two}</description>{encoded.format(first)}</item>" for first, two, _ in pairs]
    assert summarize(read_bytes(tmp_path, "a.xml", feed(*items))) == [wanted for *_, wanted in pairs]


def test_item_row_truncation_mark_becomes_ellipsis_outside_quotations(tmp_path):
    words = "“It [...] rained,” she said on Friday. Then the river"
    (record,) = read_bytes(tmp_path, "a.xml", feed(f"<item><description>{words} [...]</description></item>"))
    assert record.text == f"{words}…"


@pytest.mark.parametrize(
    ("content", "html", "text"),
    [
        (f"<content type='html'>&lt;p&gt;{TEXT}&lt;/p&gt;</content>", f"<p>{TEXT}</p>", None),
        (f"<content type='text'>{TEXT} 1 &lt; 2</content>", None, f"{TEXT} 1 < 2"),
        (f"<content>{TEXT}</content>", None, TEXT),
        (f"<content type='text/html'>&lt;p&gt;{TEXT}&lt;/p&gt;</content>", f"<p>{TEXT}</p>", None),
        (f"<summary type='html'>{TEXT}</summary><content type='image/png' src='a.png'/>", TEXT, None),
        (f"<content type='xhtml'><div xmlns='{XHTML}'><p>{TEXT}</p></div></content>",
         f"<div><div><p>{TEXT}</p></div></div>", None),
    ],
)  # fmt: skip
def test_entry_row_content_types(tmp_path, content, html, text):
    record = entry(tmp_path, f"<title>T</title><id>urn:1</id>{content}")
    assert (record.html and record.html.decode(), record.text) == (html, text)
    assert (record.title, record.record_id, record.source_name) == ("T", "urn:1", "Harbour Watch")


def test_entry_row_source_element_names_original_feed(tmp_path):
    source = "<source><title>Example Times</title><author><name>Ann Example</name></author></source>"
    record = entry(tmp_path, f"<summary>{TEXT}</summary>{source}")
    assert (record.source_name, record.authors) == ("Example Times", ("Ann Example",))


def test_entry_row_atom_0_3(tmp_path):
    start = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'>"
    content = f"<content type='text/html' mode='escaped'>&lt;p>{TEXT}&lt;/p></content>"
    inner = f"<entry><issued>2004-05-01</issued>{content}</entry>"
    (record,) = read_bytes(tmp_path, "a.xml", feed(inner, start=start, end="</feed>"))
    assert (record.html, record.published) == (f"<p>{TEXT}</p>".encode(), "2004-05-01")

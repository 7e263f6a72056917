"""From the bytes of a page to paragraphs and statements about the article.

Nothing here decides between statements of a page that differ; `clean` does. Nothing here imports Beam: the sandbox
runs this module in a process of its own.
"""

import re

from lxml.etree import ParserError, strip_elements
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from schemas.flow.parsed import Parsed
from transforms.prepare.parse import jsonld, metadata, page_dates
from transforms.prepare.parse.body import extract_body, fragment_paragraphs
from transforms.prepare.text.charset import decode_bytes

_PARSER = HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
# libxml2 ends a document at a NUL; the other control characters are no text either.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
# What a page has and an article's body alone, as feeds and agencies send it, has not.
_PAGE = re.compile(r"<(?:!doctype|html|head|body|title|meta|nav|header|footer|frameset)[\s>]", re.IGNORECASE)
_NEVER_TEXT = ("script", "style", "svg", "template", "iframe", "object", "canvas")


def parse_html(html: bytes, charset: str | None = None, url: str | None = None) -> Parsed:
    """Parse a page.

    Args:
        html: The page, not compressed.
        charset: The character set that the HTTP header or the record declares.
        url: Where the page was found.

    Returns:
        Its paragraphs and statements; its lines where there is no markup in it; all its paragraphs where it is no page
        but an article's body.
    """
    text = decode_bytes(html, charset)
    if "<" not in text:
        return Parsed(paragraphs=tuple(text.splitlines()))
    try:
        data = text.encode("utf-8", "replace").translate(None, _CONTROLS)
        tree = document_fromstring(data, parser=_PARSER)
    except ParserError:  # nothing but white space and comments
        return Parsed()
    return parse_tree(tree, url) if _PAGE.search(text) else Parsed(paragraphs=fragment_paragraphs(tree))


def parse_tree(tree: HtmlElement, url: str | None = None) -> Parsed:
    """As `parse_html`, of a tree of lxml, which is used up."""
    nodes = jsonld.read_jsonld(tree)
    node, page = jsonld.main_article(nodes), jsonld.web_page(nodes)
    metas = metadata.read_meta(tree)
    strip_elements(tree, *_NEVER_TEXT, with_tail=False)  # half of a page: all that follows is faster without
    statements = Parsed(
        titles=metadata.find_titles(tree, node, metas),
        authors=metadata.find_authors(tree, node, nodes, metas),
        published=page_dates.find_published(tree, node, page, metas),
        modified=page_dates.find_modified(node, page, metas),
        links=metadata.find_links(tree, node, metas),
        publishers=metadata.find_publishers(node, nodes, metas),
        sections=metadata.find_sections(node, metas),
        keywords=metadata.find_keywords(node, metas),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )
    return extract_body(tree, statements, jsonld.article_bodies(node), url)

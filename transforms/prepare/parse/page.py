"""Parses the bytes of a page into paragraphs and metadata candidates.

Choosing among candidates is done by the clean step. This module does not import Beam, because the sandbox process
runs it.
"""

import re

from lxml.etree import ElementDefaultClassLookup, ParserError, strip_elements
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from schemas.flow.parsed import Parsed
from transforms.prepare.parse import access, jsonld, metadata, page_dates
from transforms.prepare.parse.body.extract import extract_body, fragment_paragraphs
from transforms.prepare.parse.headline_area import find_headline_area
from transforms.prepare.text.charset import decode_to_utf8

_PARSER = HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
# All elements are of one class: lxml.html's own lookup, by their names, is a call of Python for each.
_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
# libxml2 ends a document at a NUL; the other control characters are not text either.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
# Elements of a whole page, which an article's body from a feed or an agency does not have.
_PAGE = re.compile(r"<(?:!doctype|html|head|body|title|meta|nav|header|footer|frameset)[\s>]", re.IGNORECASE)
_OF_HEAD = ("meta", "link", "base", "title")
_NEVER_TEXT = ("script", "style", "svg", "template", "iframe", "object", "canvas")


def parse_html(html: bytes, charset: str | None = None, url: str | None = None) -> Parsed:
    """Parse a page.

    Args:
        html: The page, uncompressed.
        charset: The character set that the HTTP header or the record declares.
        url: Where the page was found.

    Returns:
        Its paragraphs and metadata; for text without markup its lines; for markup that is only an article's body all
        of its paragraphs.
    """
    text, data = decode_to_utf8(html, charset)
    if "<" not in text:
        return Parsed(paragraphs=tuple(text.splitlines()))
    try:
        tree = document_fromstring(data.translate(None, _CONTROLS), parser=_PARSER)
    except ParserError:  # nothing but white space and comments
        return Parsed()
    return parse_tree(tree, url) if _PAGE.search(text) else Parsed(paragraphs=fragment_paragraphs(tree))


def parse_tree(tree: HtmlElement, url: str | None = None) -> Parsed:
    """As `parse_html`, for an lxml tree, which is modified."""
    scripts = list(tree.iter("script"))  # their text is read where it is needed, also once they are not in the tree
    nodes = jsonld.read_jsonld(scripts)
    node, page = jsonld.main_article(nodes), jsonld.web_page(nodes)
    metas = metadata.read_meta(tree)
    strip_elements(tree, *_NEVER_TEXT, with_tail=False)  # half of a typical page: everything after is faster
    area = find_headline_area(tree)
    parsed = Parsed(
        titles=metadata.find_titles(tree, node, metas),
        authors=metadata.find_authors(tree, node, nodes, metas, area),
        published=page_dates.find_published(tree, node, page, nodes, metas, area, scripts),
        modified=page_dates.find_modified(node, page, metas, area),
        links=metadata.find_links(tree, node, metas),
        publishers=metadata.find_publishers(node, nodes, metas),
        sections=metadata.find_sections(node, metas),
        keywords=metadata.find_keywords(node, metas),
        stated_words=jsonld.word_count(node),
        is_free=access.find_is_free(node, page, metas),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )
    for head in tree.iterchildren("head"):  # a sixth of the elements left on a typical page, which are read already
        strip_elements(head, *_OF_HEAD, with_tail=False)
    return extract_body(tree, parsed, jsonld.article_bodies(node), url, scripts)

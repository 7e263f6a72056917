"""From the bytes of a page to paragraphs and statements about the article.

Nothing here decides between statements of a page that differ; `clean` does. Nothing here imports Beam: the sandbox
runs this module in a process of its own.
"""

from lxml.html import HtmlElement
from trafilatura.utils import load_html

from schemas.parsed import Parsed
from transforms.prepare import jsonld, markup
from transforms.prepare.body import paragraphs_of
from transforms.prepare.decode import decode


def parse_html(html: bytes, charset: str | None = None, url: str | None = None) -> Parsed:
    """Parse a page.

    Args:
        html: The page, not compressed.
        charset: The character set that the HTTP header or the record declares.
        url: Where the page was found.

    Returns:
        Its paragraphs and statements; its lines where there is no markup in it.
    """
    text = decode(html, charset)
    tree = load_html(text)
    if tree is None:
        return Parsed(paragraphs=tuple(text.splitlines()) if "<" not in text else ())
    return parse_tree(tree, url)


def parse_tree(tree: HtmlElement, url: str | None = None) -> Parsed:
    """As `parse_html`, of a tree of lxml, which is used up."""
    nodes = jsonld.linked_data(tree)
    node, page = jsonld.article(nodes), jsonld.page(nodes)
    metas = markup.meta(tree)
    statements = Parsed(
        titles=markup.titles(tree, node, metas),
        authors=markup.authors(tree, node, nodes, metas),
        published=markup.published(tree, node, page, metas),
        modified=markup.modified(node, page, metas),
        links=markup.links(tree, node, metas),
        publishers=markup.publishers(node, nodes, metas),
        sections=markup.sections(node, metas),
        keywords=markup.keywords(node, metas),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )
    return paragraphs_of(tree, statements, jsonld.text_of(node.get("articleBody")), url)

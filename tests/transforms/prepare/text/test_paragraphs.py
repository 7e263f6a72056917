import pytest
from lxml import etree
from lxml.html import fragment_fromstring

from transforms.prepare.text.paragraphs import extract_paragraphs

LONG = "It rained on and on in the town of Sampleton, and the river rose."


@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        ("<p>One\n  <b>bold</b> word.</p> <p>Two.</p>", ["One bold word.", "Two."]),
        ("Bare words<p>One.</p>and a tail.", ["Bare words", "One.", "and a tail."]),
        ("It rained.<br>The river rose<br/>by a metre.<br><br>Nobody was hurt",
         ["It rained.", "The river rose by a metre.", "Nobody was hurt"]),
        ("One<br><br>two", ["One", "two"]),
        ("<p>The <a href='/a'>river</a> rose.</p>", ["The river rose."]),
        ("<h3>Bridges</h3><ul><li>One</li><li>Two</li></ul><hr>End", ["Bridges", "One", "Two", "End"]),
        ("<blockquote><p>We will rebuild.</p></blockquote>", ["We will rebuild."]),
        ("<figure><img><figcaption>The river.</figcaption></figure>It rose.<script>x()</script>", ["It rose."]),
        ("<p>One <script>x()</script>two.</p>", ["One two."]),
        ("<table><tr><td>Gao</td><td>3</td></tr></table><p>After.</p>", ["After."]),
        (f"<table><tr><td>{LONG}</td><td><p>{LONG}</p></td></tr></table>", [LONG, LONG]),
        ("<pre>It rained.\nThe river rose\nby a metre.</pre>", ["It rained.", "The river rose by a metre."]),
        ("", []),
        (" <p> </p> ", []),
    ],
)  # fmt: skip
def test_extract_paragraphs_html(markup: str, paragraphs: list[str]) -> None:
    assert extract_paragraphs(fragment_fromstring(markup, create_parent="div")) == paragraphs


def test_extract_paragraphs_xml_in_any_namespace() -> None:
    tree = etree.fromstring(
        "<b:block xmlns:b='urn:x'><!-- note --><b:p>One &amp; two.</b:p><b:media><b:p>A picture.</b:p></b:media>"
        "<b:hl2>Heading</b:hl2><b:P>Three.</b:P></b:block>"
    )
    assert extract_paragraphs(tree) == ["One & two.", "Heading", "Three."]


def test_extract_paragraphs_deep_nesting_does_not_recurse() -> None:
    tree = etree.fromstring("<div>" * 200 + "deep" + "</div>" * 200)
    for _ in range(1500):
        outer = etree.Element("div")
        outer.append(tree)
        tree = outer
    assert extract_paragraphs(tree) == ["deep"]

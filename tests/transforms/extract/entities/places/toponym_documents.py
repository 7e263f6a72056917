"""Hand-made documents for tests of places: words tagged by their form, names found by their text."""

import re
from typing import Any

from spacy.tokens import Doc
from spacy.vocab import Vocab

from schemas.rows.entity import Mention
from tests.documents import make_article
from transforms.extract.annotate.annotator import annotation_of
from transforms.extract.document import Document, build_document
from transforms.extract.entities.names.names import Name

_TOKEN = re.compile(r"[A-Z][a-z]{0,4}\.(?=[ ,])|(?:[A-Z]\.)+|[\w-]+|[^\w\s]")
_PREPOSITIONS = frozenset(["in", "near", "of", "at", "from", "to", "outside"])


_POS = {"NNP": "PROPN", "IN": "ADP", "NN": "NOUN", "DT": "DET", ".": "PUNCT"}


def _tag(word: str) -> str:
    if word.lower() in ("the", "a", "he", "she", "it", "they", "then"):
        return "DT"
    if word in _PREPOSITIONS:
        return "IN"
    return "NNP" if word[0].isupper() else "NN" if word[0].isalpha() else "."


def tagged(text: str, **fields: Any) -> Document:
    """A document whose capitalised words are proper nouns; a full stop token ends a sentence."""
    found = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    words = [word for word, _, _ in found]
    starts = [0]
    for i, word in enumerate(words[:-1]):
        if word == ".":
            starts.append(i + 1)
    heads = [max(start for start in starts if start <= i) for i in range(len(words))]
    tags = [_tag(word) for word in words]
    pos = [_POS[tag] for tag in tags]
    spaces = [i + 1 < len(found) and found[i + 1][1] > end for i, (_, _, end) in enumerate(found)]
    doc = Doc(
        Vocab(),
        words=words,
        spaces=spaces,
        tags=tags,
        pos=pos,
        lemmas=[word.lower() for word in words],
        deps=["ROOT" if head == i else "dep" for i, head in enumerate(heads)],
        heads=heads,
    )
    assert doc.text == text
    return build_document(annotation_of(doc, make_article(text, **fields)))


def named(document: Document, **types: str) -> tuple[Name, ...]:
    """Names of an article by their types, `Saint_Paul="GPE"`; each with all its mentions."""
    names = []
    for key, entity_type in types.items():
        name = key.replace("_", " ")
        spans = [match.span() for match in re.finditer(re.escape(name), document.text)]
        mentions = tuple(Mention(text=name, start=start, end=end, label=entity_type) for start, end in spans)
        names.append(Name(name=name, type=entity_type, aliases=(), role=None, mentions=mentions))
    return tuple(names)

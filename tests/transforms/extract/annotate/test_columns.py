import numpy as np
import spacy
from spacy.tokens import Doc

from schemas.flow.annotation import INDEX
from tests.documents import make_article
from transforms.extract.annotate.columns import make_annotation


def unpacked(column: bytes) -> list[int]:
    return np.frombuffer(column, INDEX).tolist()


def test_white_space_is_no_token() -> None:
    nlp = spacy.blank("en")
    words = ["\n", "Rain", "  ", "fell", "\n", "."]
    doc = Doc(
        nlp.vocab,
        words=words,
        spaces=[False] * 6,
        heads=[3, 2, 3, 3, 4, 4],  # 'Rain' hangs on white space, and so does the full stop
        deps=["dep", "nsubj", "dep", "ROOT", "ROOT", "punct"],
        sent_starts=[True, False, False, False, True, False],
        ents=["O", "B-EVENT", "I-EVENT", "O", "O", "O"],
    )
    annotation = make_annotation(make_article(doc.text), 0, [doc], [0], None)
    spans = zip(unpacked(annotation.starts), unpacked(annotation.ends), strict=True)
    assert [doc.text[start:end] for start, end in spans] == ["Rain", "fell", "."]
    assert unpacked(annotation.heads) == [1, 1, 2]
    assert [annotation.strings[i] for i in unpacked(annotation.dep_index)] == ["nsubj", "ROOT", "ROOT"]
    assert [annotation.strings[i] for i in unpacked(annotation.label_index)] == ["B-EVENT", "", ""]
    assert unpacked(annotation.sentence_starts) == [0, 2]


def test_parts_are_put_together() -> None:
    nlp = spacy.blank("en")
    text = "Rain fell. Snow fell."
    docs = [nlp("Rain fell."), nlp("Snow fell.")]
    annotation = make_annotation(make_article(text), 0, docs, [0, 11], None)
    spans = zip(unpacked(annotation.starts), unpacked(annotation.ends), strict=True)
    assert [text[start:end] for start, end in spans] == ["Rain", "fell", ".", "Snow", "fell", "."]
    assert unpacked(annotation.heads) == list(range(6))
    assert unpacked(annotation.sentence_starts) == [0, 3]


def test_no_parts() -> None:
    annotation = make_annotation(make_article(""), 0, [], [], None)
    assert annotation.starts == annotation.sentence_starts == annotation.label_index == b""
    assert annotation.strings == ("", "ROOT")

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tests.documents import make_document
from transforms.extract.document import Document, by_sentence, paragraphs, per_document

ROWS = [
    ("Rebels", "rebel", "NOUN", "NNS", "nsubj", 1),
    ("shelled", "shell", "VERB", "VBD", "ROOT", 1),
    ("the", "the", "DET", "DT", "det", 3),
    ("port", "port", "NOUN", "NN", "dobj", 1),
    ("of", "of", "ADP", "IN", "prep", 3),
    ("Odesa", "Odesa", "PROPN", "NNP", "pobj", 4),
    (".", ".", "PUNCT", ".", "punct", 1),
]


def document() -> Document:
    return make_document(ROWS, entities=[(5, 6, "GPE")])


def test_tokens_offsets_match_text() -> None:
    own = document()
    assert own.text == "Rebels shelled the port of Odesa."
    assert [own.text[token.start : token.end] for token in own.tokens] == [row[0] for row in ROWS]


def test_forms_are_the_distinct_words_of_tokens() -> None:
    own = make_document([*ROWS[2:4], *ROWS[2:4]])
    assert own.forms == [("the", "the", "DET"), ("port", "port", "NOUN")]
    assert [token.form for token in own.tokens] == [0, 1, 0, 1]


def test_tokens_of_forms_are_those_of_the_wanted_ones_in_text_order() -> None:
    own = make_document([*ROWS, *ROWS])
    found = own.tokens_of_forms([pos == "NOUN" for _, _, pos in own.forms])
    assert [token.text for token in found] == ["Rebels", "port", "Rebels", "port"]
    assert by_sentence(found) == {
        sentence.index: [token for token in sentence.tokens if token.pos == "NOUN"] for sentence in own.sentences
    }
    assert own.form_numbers.tolist() == [token.form for token in own.tokens]


def test_tokens_tree_matches_parse() -> None:
    own = document()
    root = own.sentences[0].root
    assert root.text == "shelled"
    assert [child.text for child in root.children] == ["Rebels", "port", "."]
    assert [child.text for child in root.lefts] == ["Rebels"]
    assert [child.text for child in root.rights] == ["port", "."]
    assert [token.text for token in own.tokens[3].subtree()] == ["the", "port", "of", "Odesa"]
    assert [token.text for token in own.tokens[5].ancestors()] == ["of", "port", "shelled"]


def test_tokens_entity_labels_and_starts_match_annotation() -> None:
    own = document()
    assert [(token.label, token.begins_entity) for token in own.tokens[4:]] == [("", False), ("GPE", True), ("", False)]


def test_tokens_gerund_with_modifier_is_noun() -> None:
    rows = [
        ("They", "they", "PRON", "PRP", "nsubj", 1),
        ("died", "die", "VERB", "VBD", "ROOT", 1),
        ("in", "in", "ADP", "IN", "prep", 1),
        ("army", "army", "NOUN", "NN", "compound", 4),
        ("firing", "fire", "VERB", "VBG", "pobj", 2),
    ]
    gerund = make_document(rows).tokens[4]
    assert (gerund.pos, gerund.lemma) == ("NOUN", "firing")


def test_document_lookup_by_offset_yields_token_and_sentence() -> None:
    own = document()
    start = own.text.index("port")
    assert own.token_at(start + 1) is own.tokens[3]
    assert own.token_at(start + 4) is None  # the space behind it
    assert own.tokens_in(start, start + 7) == own.tokens[3:5]
    assert own.sentence_at(3) is own.sentences[0]
    assert own.span(start, start + 4).text == "port"


def test_per_document_second_call_is_memoized() -> None:
    calls = []

    @per_document
    def step(own: Document) -> int:
        calls.append(own)
        return len(own.tokens)

    one, two = document(), document()
    assert (step(one), step(one), step(two)) == (7, 7, 7)
    assert calls == [one, two]


@given(st.text(alphabet="ab \n", max_size=40))
def test_paragraphs_random_text_are_separated_by_blank_lines(text: str) -> None:
    found = list(paragraphs(text))
    assert all("\n\n" not in text[start:end] and start < end for start, end in found)
    assert [end <= start for (_, end), (start, _) in itertools.pairwise(found)] == [True] * (len(found) - 1)
    kept = sum(end - start for start, end in found)
    assert kept >= len(text.replace("\n", ""))

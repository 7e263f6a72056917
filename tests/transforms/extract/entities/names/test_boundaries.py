from tests.documents import Row, make_document
from transforms.extract.document import Document, Token
from transforms.extract.entities.names.boundaries import extend, pieces_of, proper_runs


def document_of(*words: tuple[str, str], dep: str = "dep") -> Document:
    kinds = {"NNP": "PROPN", "VBD": "VERB", "IN": "ADP", "DT": "DET", "CD": "NUM", "CC": "CCONJ", "POS": "PART"}
    rows: list[Row] = [
        (word, word.lower(), kinds.get(tag, "NOUN"), tag, dep if i else "ROOT", 0)
        for i, (word, tag) in enumerate(words)
    ]
    return make_document(rows)


def texts(pieces: list[list[Token]]) -> list[str]:
    return [" ".join(token.text for token in piece) for piece in pieces]


def test_two_names_and_their_verb_are_parted() -> None:
    tokens = document_of(("Orlov", "NNP"), ("quoted", "VBD"), ("Petrov", "NNP")).tokens
    assert texts(pieces_of(tokens, "PERSON")) == ["Orlov", "Petrov"]


def test_edges_lose_determiners_possessives_and_lower_case() -> None:
    tokens = document_of(("the", "DT"), ("Acme", "NNP"), ("Bank", "NNP"), ("'s", "POS"), ("later", "RB")).tokens
    assert texts(pieces_of(tokens, "ORG")) == ["Acme Bank"]


def test_scores_part_two_teams() -> None:
    tokens = document_of(("Hull", "NNP"), ("1", "CD"), ("Barnet", "NNP")).tokens
    assert texts(pieces_of(tokens, "ORG")) == ["Hull", "Barnet"]


def test_brackets_part_a_name_and_its_acronym() -> None:
    tokens = document_of(("National", "NNP"), ("Grain", "NNP"), ("Board", "NNP"), ("(", "-LRB-"), ("NGB", "NNP")).tokens
    assert texts(pieces_of(tokens, "ORG")) == ["National Grain Board", "NGB"]


def test_a_span_of_no_capital_is_no_name() -> None:
    tokens = document_of(("the", "DT"), ("senate", "NN")).tokens
    assert pieces_of(tokens, "ORG") == []


def test_a_name_is_widened_by_its_compounds() -> None:
    document = make_document(
        [
            ("Rotor", "Rotor", "PROPN", "NNP", "compound", 1),
            ("Volga", "Volga", "PROPN", "NNP", "nsubj", 2),
            ("won", "win", "VERB", "VBD", "ROOT", 2),
        ]
    )
    found = extend(document.tokens[1:2], document.tokens, bytearray(3), "PERSON")
    assert texts([found]) == ["Rotor Volga"]


def test_particles_join_proper_nouns() -> None:
    document = document_of(("Joost", "NNP"), ("van", "IN"), ("der", "IN"), ("Berg", "NNP"), ("won", "VBD"))
    assert texts(proper_runs(document.sentences[0], bytearray(5))) == ["Joost van der Berg"]


def test_a_persons_house_is_no_person() -> None:
    tokens = document_of(("Orlov", "NNP"), ("'s", "POS"), ("Dover", "NNP")).tokens
    assert texts(pieces_of(tokens, "PERSON")) == ["Orlov", "Dover"]


def test_a_saint_belongs_to_the_name() -> None:
    tokens = document_of(("in", "IN"), ("St.", "NNP"), ("Albans", "NNP")).tokens
    assert texts([extend(tokens[2:], tokens, bytearray(3), "PERSON")]) == ["St. Albans"]

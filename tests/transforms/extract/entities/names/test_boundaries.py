from tests.documents import Row, make_document
from transforms.extract.document import Document, Token
from transforms.extract.entities.names.boundaries import extend_run, proper_noun_runs, split_run


def document_of(*words: tuple[str, str], dep: str = "dep") -> Document:
    kinds = {"NNP": "PROPN", "VBD": "VERB", "IN": "ADP", "DT": "DET", "CD": "NUM", "CC": "CCONJ", "POS": "PART"}
    rows: list[Row] = [
        (word, word.lower(), kinds.get(tag, "NOUN"), tag, dep if i else "ROOT", 0)
        for i, (word, tag) in enumerate(words)
    ]
    return make_document(rows)


def texts(pieces: list[list[Token]]) -> list[str]:
    return [" ".join(token.text for token in piece) for piece in pieces]


def test_split_run_verb_between_names_splits() -> None:
    tokens = document_of(("Orlov", "NNP"), ("quoted", "VBD"), ("Petrov", "NNP")).tokens
    assert texts(split_run(tokens, "PERSON")) == ["Orlov", "Petrov"]


def test_split_run_determiner_possessive_and_lower_case_are_trimmed() -> None:
    tokens = document_of(("the", "DT"), ("Acme", "NNP"), ("Bank", "NNP"), ("'s", "POS"), ("later", "RB")).tokens
    assert texts(split_run(tokens, "ORG")) == ["Acme Bank"]


def test_split_run_score_between_teams_splits() -> None:
    tokens = document_of(("Hull", "NNP"), ("1", "CD"), ("Barnet", "NNP")).tokens
    assert texts(split_run(tokens, "ORG")) == ["Hull", "Barnet"]


def test_split_run_bracket_before_acronym_splits() -> None:
    tokens = document_of(("National", "NNP"), ("Grain", "NNP"), ("Board", "NNP"), ("(", "-LRB-"), ("NGB", "NNP")).tokens
    assert texts(split_run(tokens, "ORG")) == ["National Grain Board", "NGB"]


def test_split_run_without_capital_yields_nothing() -> None:
    tokens = document_of(("the", "DT"), ("senate", "NN")).tokens
    assert split_run(tokens, "ORG") == []


def test_extend_run_compound_before_name_is_added() -> None:
    document = make_document(
        [
            ("Rotor", "Rotor", "PROPN", "NNP", "compound", 1),
            ("Volga", "Volga", "PROPN", "NNP", "nsubj", 2),
            ("won", "win", "VERB", "VBD", "ROOT", 2),
        ]
    )
    found = extend_run(document.tokens[1:2], document.tokens, bytearray(3), "PERSON")
    assert texts([found]) == ["Rotor Volga"]


def test_proper_noun_runs_particles_link_proper_nouns() -> None:
    document = document_of(("Joost", "NNP"), ("van", "IN"), ("der", "IN"), ("Berg", "NNP"), ("won", "VBD"))
    assert texts(proper_noun_runs(document.sentences[0], bytearray(5))) == ["Joost van der Berg"]


def test_split_run_possessive_after_person_splits() -> None:
    tokens = document_of(("Orlov", "NNP"), ("'s", "POS"), ("Dover", "NNP")).tokens
    assert texts(split_run(tokens, "PERSON")) == ["Orlov", "Dover"]


def test_extend_run_saint_before_name_is_added() -> None:
    tokens = document_of(("in", "IN"), ("St.", "NNP"), ("Albans", "NNP")).tokens
    assert texts([extend_run(tokens[2:], tokens, bytearray(3), "PERSON")]) == ["St. Albans"]


def test_split_run_particles_before_surname_are_kept() -> None:
    tokens = document_of(("von", "NNP"), ("der", "NNP"), ("Aue", "NNP"), ("later", "RB")).tokens
    assert texts(split_run(tokens, "PERSON")) == ["von der Aue"]


def test_extend_run_month_behind_given_name_is_surname() -> None:
    document = document_of(("Helen", "NNP"), ("May", "NNP"), ("left", "VBD"))
    assert texts([extend_run(document.tokens[:1], document.tokens, bytearray(3), "PERSON")]) == ["Helen May"]


def test_extend_run_day_of_month_behind_given_name_is_left() -> None:
    document = document_of(("Helen", "NNP"), ("May", "NNP"), ("5", "CD"))
    assert texts([extend_run(document.tokens[:1], document.tokens, bytearray(3), "PERSON")]) == ["Helen"]

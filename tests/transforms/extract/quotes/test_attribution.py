from collections.abc import Callable

import pytest

from tests.documents import make_document
from transforms.extract.document import Document
from transforms.extract.grammar.noun_phrases import name_span
from transforms.extract.quotes.attribution import AttributionRelation, attribution_relations, subject_of


def texts(document: Document, relation: AttributionRelation) -> tuple[str, str | None, str | None, str]:
    source = document.text[slice(*name_span(relation.source))] if relation.source else None
    addressee = relation.addressee.text if relation.addressee else None
    said = " ".join(document.tokens[i].text for i in relation.content)
    return document.text[relation.cue.start : relation.cue_end], source, addressee, said


def test_attribution_relations_told_somebody_has_source_addressee_and_content() -> None:
    document = make_document(
        [
            ("Witnesses", "witness", "NOUN", "NNS", "nsubj", 3),
            ("in", "in", "ADP", "IN", "prep", 0),
            ("Arden", "Arden", "PROPN", "NNP", "pobj", 1),
            ("told", "tell", "VERB", "VBD", "ROOT", 3),
            ("Reuters", "Reuters", "PROPN", "NNP", "dobj", 3),
            ("shells", "shell", "NOUN", "NNS", "nsubj", 6),
            ("fell", "fall", "VERB", "VBD", "ccomp", 3),
            (".", ".", "PUNCT", ".", "punct", 3),
        ]
    )
    assert [texts(document, relation) for relation in attribution_relations(document)] == [
        ("told", "Witnesses in Arden", "Reuters", "shells fell")
    ]


def test_attribution_relations_according_to_has_source_and_content() -> None:
    document = make_document(
        [
            ("Shells", "shell", "NOUN", "NNS", "nsubj", 1),
            ("fell", "fall", "VERB", "VBD", "ROOT", 1),
            (",", ",", "PUNCT", ",", "punct", 1),
            ("according", "accord", "VERB", "VBG", "prep", 1),
            ("to", "to", "ADP", "IN", "prep", 3),
            ("the", "the", "DET", "DT", "det", 6),
            ("army", "army", "NOUN", "NN", "pobj", 4),
            (".", ".", "PUNCT", ".", "punct", 1),
        ]
    )
    assert [texts(document, relation) for relation in attribution_relations(document)] == [
        ("according to", "the army", None, "Shells fell")
    ]


def test_attribution_relations_passive_source_is_agent_or_none() -> None:
    rows = [
        ("He", "he", "PRON", "PRP", "nsubjpass", 2),
        ("was", "be", "AUX", "VBD", "auxpass", 2),
        ("accused", "accuse", "VERB", "VBN", "ROOT", 2),
        ("of", "of", "ADP", "IN", "prep", 2),
        ("theft", "theft", "NOUN", "NN", "pobj", 3),
        ("by", "by", "ADP", "IN", "agent", 2),
        ("Mara", "Mara", "PROPN", "NNP", "pobj", 5),
    ]
    document = make_document(rows)
    assert texts(document, attribution_relations(document)[0]) == ("accused", "Mara", None, "theft")
    document = make_document(rows[:5])
    assert texts(document, attribution_relations(document)[0]) == ("accused", None, None, "theft")


def test_attribution_relations_misattached_finite_conjunct_is_no_content() -> None:
    document = make_document(
        [
            ("It", "it", "PRON", "PRP", "nsubj", 1),
            ("vowed", "vow", "VERB", "VBD", "ROOT", 1),
            ("to", "to", "PART", "TO", "aux", 3),
            ("resist", "resist", "VERB", "VB", "xcomp", 1),
            ("and", "and", "CCONJ", "CC", "cc", 3),
            ("blamed", "blame", "VERB", "VBD", "conj", 3),
            ("rebels", "rebel", "NOUN", "NNS", "dobj", 5),
        ]
    )
    assert texts(document, attribution_relations(document)[0]) == ("vowed", "It", None, "to resist and")


def test_attribution_relations_noun_has_owner_as_source() -> None:
    document = make_document(
        [
            ("The", "the", "DET", "DT", "det", 1),
            ("army", "army", "NOUN", "NN", "poss", 3),
            ("'s", "'s", "PART", "POS", "case", 1),
            ("claim", "claim", "NOUN", "NN", "ROOT", 3),
            ("that", "that", "SCONJ", "IN", "mark", 6),
            ("it", "it", "PRON", "PRP", "nsubj", 6),
            ("won", "win", "VERB", "VBD", "acl", 3),
        ]
    )
    (relation,) = attribution_relations(document)
    assert texts(document, relation) == ("claim", "The army's", None, "that it won")
    assert relation.groups == {"noun"}


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "cue", "speaker"),
    [
        (
            "Molnar, while supportive of tax cuts, wondered why these measures weren't introduced sooner.",
            "wondered",
            "Molnar",
        ),
        ("The campaign group Stand up to Racism have said hundreds are demonstrating in the city.", "said", "group"),
        ("It’s important to note that it fell.", "note", None),
        ("It’s worth noting that it fell.", "noting", None),
    ],
)
def test_subject_of_fragment_or_dummy_subject_is_name_or_none(
    parse: Callable[..., Document], text: str, cue: str, speaker: str | None
) -> None:
    subject = subject_of(next(token for token in parse(text).tokens if token.text == cue))
    assert (subject.text if subject else None) == speaker


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        (
            "The ferry Rosa sank in heavy seas off an island in the Philippines on Friday, and seventeen people were "
            "killed, the coast guard said on Saturday.",
            "the coast guard",
            ("The ferry", "were killed"),
        ),
        (
            "Twenty people died when a ferry sank off the Philippine island of Mindoro on Friday, the Associated Press "
            "reported on Saturday.",
            "the Associated Press",
            ("Twenty people", "on Friday"),
        ),
        (
            "Officials put the number of injured in Monday's blast in the port of Beirut at 40.",
            "Officials",
            ("the number", "at 40"),
        ),
    ],
)
def test_attribution_relations_of_long_sentences(
    parse: Callable[..., Document], text: str, source: str, content: tuple[str, str]
) -> None:
    document = parse(text)
    found = [texts(document, relation) for relation in attribution_relations(document)]
    assert [(name, said.startswith(content[0]), said.endswith(content[1])) for _, name, _, said in found] == [
        (source, True, True)
    ]


@pytest.mark.model
def test_attribution_relations_relative_clause_has_its_own_content(parse: Callable[..., Document]) -> None:
    document = parse("Gunmen attacked a bar, which police said was full of people.")
    assert all("attacked" not in texts(document, found)[3] for found in attribution_relations(document))

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.documents import make_article, make_document
from transforms.extract.annotate.annotator import annotator
from transforms.extract.document import Document, build_document
from transforms.extract.entities.names.names import Name, find_names

Parse = Callable[..., Document]


def by_name(document: Document) -> dict[str, Name]:
    return {name.name: name for name in find_names(document)}


def test_find_names_without_names_yields_nothing() -> None:
    assert (
        find_names(
            make_document([("It", "it", "PRON", "PRP", "nsubj", 1), ("rained", "rain", "VERB", "VBD", "ROOT", 1)])
        )
        == ()
    )


def test_find_names_possessive_surname_is_mention_of_full_name() -> None:
    document = make_document(
        [
            ("Anna", "Anna", "PROPN", "NNP", "compound", 1),
            ("Lindgren", "Lindgren", "PROPN", "NNP", "nsubj", 2),
            ("left", "leave", "VERB", "VBD", "ROOT", 2),
            ("Lindgren", "Lindgren", "PROPN", "NNP", "poss", 5),
            ("'s", "'s", "PART", "POS", "case", 3),
            ("house", "house", "NOUN", "NN", "dobj", 2),
        ],
        entities=[(0, 2, "PERSON"), (3, 5, "PERSON")],
    )
    (name,) = find_names(document)
    assert (name.name, name.type, name.aliases) == ("Anna Lindgren", "PERSON", ("Lindgren",))
    assert [mention.text for mention in name.mentions] == ["Anna Lindgren", "Lindgren"]


@pytest.mark.model
class TestWithTheModel:
    def test_find_names_bracketed_acronym_is_mention_of_long_form(self, parse: Parse) -> None:
        found = by_name(parse("The National Grain Board (NGB) closed. Farmers blamed the NGB for the losses."))
        board = found["National Grain Board"]
        assert (board.type, board.aliases, len(board.mentions)) == ("ORG", ("NGB",), 3)

    def test_find_names_foreign_acronym_in_brackets_is_mention_of_long_form(self, parse: Parse) -> None:
        found = by_name(parse("Fighters of the National Front for Progress (FPN) left. The FPN won."))
        front = found["National Front for Progress"]
        assert (front.type, front.aliases, len(front.mentions)) == ("ORG", ("FPN",), 3)

    def test_find_names_brackets_behind_person_add_no_alias(self, parse: Parse) -> None:
        assert by_name(parse("Anna Lindgren (SWE) won the race."))["Anna Lindgren"].aliases == ()

    def test_find_names_preposition_within_name_is_kept(self, parse: Parse) -> None:
        assert "Schools Without Walls" in by_name(parse("She runs a clinic for the group Schools Without Walls there."))

    def test_find_names_town_of_dateline_is_named_in_mixed_case(self, parse: Parse) -> None:
        town = by_name(parse("KIRKUK, Iraq (AP) — Police searched houses in Kirkuk."))["Kirkuk"]
        assert town.aliases == ("KIRKUK",)

    @pytest.mark.parametrize(
        ("amount", "kind"), [("14 per cent", "PERCENT"), ("3 million euros", "MONEY"), ("$120 million", "MONEY")]
    )
    def test_find_names_amount_has_type_of_its_unit(self, parse: Parse, amount: str, kind: str) -> None:
        assert kind in {name.type for name in find_names(parse(f"The board paid {amount} for it last year."))}

    def test_find_names_shared_surname_is_mention_of_last_person_named(self, parse: Parse) -> None:
        text = "Robert Keller met his aunt. Keller was tired. Later Susan Keller went home, and Keller slept for hours."
        found = by_name(parse(text))
        assert [mention.start for mention in found["Robert Keller"].mentions] == [0, text.index("Keller was")]
        assert [mention.start for mention in found["Susan Keller"].mentions] == [
            text.index("Susan"),
            text.index("Keller slept"),
        ]

    def test_find_names_titles_are_no_part_of_names(self, parse: Parse) -> None:
        found = by_name(parse("President Maria Velez met Dr. John Okafor and Mrs. Helen Barnes in Lagos on Monday."))
        assert {name for name, row in found.items() if row.type == "PERSON"} == {
            "Maria Velez",
            "John Okafor",
            "Helen Barnes",
        }

    @pytest.mark.parametrize(
        ("text", "person", "role"),
        [
            ("Kremlin spokesman Ivan Orlov said on Monday he agreed.", "Ivan Orlov", "Kremlin spokesman"),
            ("Jane Mbeki, head of the teachers' union, said no.", "Jane Mbeki", "head of the teachers' union"),
            ("Russian President Pavel Sidorov left for talks.", "Pavel Sidorov", "Russian President"),
            ("Tom Baker, 42, a fisherman from Hull, was missing.", "Tom Baker", "fisherman from Hull"),
        ],
    )
    def test_find_names_role_beside_person_is_read(self, parse: Parse, text: str, person: str, role: str) -> None:
        assert by_name(parse(text))[person].role == role

    def test_find_names_clause_behind_person_is_no_role(self, parse: Parse) -> None:
        assert by_name(parse("On Monday, Tom Baker went home, and the rain stopped."))["Tom Baker"].role is None

    def test_find_names_ambiguous_mentions_share_one_type(self, parse: Parse) -> None:
        text = (
            "Shells hit Aleppo again.\n\nAleppo said nothing.\n\nPeople fled the city of Aleppo and camped near Aleppo."
        )
        found = by_name(parse(text))
        assert found["Aleppo"].type == "GPE"
        assert len(found["Aleppo"].mentions) == 4

    @pytest.mark.parametrize(
        ("text", "name", "entity_type"),
        [
            ('The weekly magazine "Vandervelt" said prices rose.', "Vandervelt", "ORG"),
            ('He wrote in "Morrow" magazine that prices rose.', "Morrow", "ORG"),
            ("He told the Zeitblick financial newspaper that prices rose.", "Zeitblick", "ORG"),
            ("Local daily Abendruf reported the theft.", "Abendruf", "ORG"),
            ("A Munich court heard the case, and the Munich school closed.", "Munich", "GPE"),
            ("Voters turned on the Harkness government. The Harkness government fell.", "Harkness", "PERSON"),
            ("The Bundeswehr sent troops. The Bundeswehr has few tanks.", "Bundeswehr", "ORG"),
        ],
    )
    def test_find_names_noun_beside_name_decides_type(
        self, parse: Parse, text: str, name: str, entity_type: str
    ) -> None:
        assert by_name(parse(text))[name].type == entity_type

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Envoy Park Su-min met Lee Tae-yong in Seoul.", ("Park Su-min", "PERSON")),
            ("The race was won by Swede Erik Lindqvist.", ("Erik Lindqvist", "PERSON")),
            ("The race was won by Swede Erik Lindqvist.", ("Swede", "NORP")),
            ("Ships reached the North Pole in June.", ("North Pole", "LOC")),
            ("Fans of Dynamo Ardal sang.", ("Dynamo Ardal", "ORG")),
            ("Trade at the Norway-Sweden border fell.", ("Sweden", "GPE")),
            ("Voters in Guinea-Bissau were asked.", ("Guinea-Bissau", "GPE")),
            ("The Ohio Republican voted no.", ("Ohio", "GPE")),
            ("Crowds of Black Lives Matter marched.", ("Black Lives Matter", "ORG")),
            ("Analysts at SoundLedger agreed.", ("SoundLedger", "ORG")),
        ],
    )
    def test_find_names_edge_of_name_is_right(self, parse: Parse, text: str, expected: tuple[str, str]) -> None:
        assert expected in {(name.name, name.type) for name in find_names(parse(text))}

    def test_find_names_headline_in_capitals_has_mentions(self, parse: Parse) -> None:
        text = "VELEZ WINS VOTE IN LIMA\n\nMaria Velez won the vote in Lima on Sunday."
        found = by_name(parse(text))
        assert [mention.start for mention in found["Maria Velez"].mentions] == [0, text.index("Maria")]

    def test_find_names_office_is_no_person(self, parse: Parse) -> None:
        assert not any(row.type == "PERSON" for row in find_names(parse("The Prime Minister said he would resign.")))


PIECES = (
    "Maria Velez Lima Orlov the a of and said met in (NGB) National Grain Board 's , . President 1996 - al-Bakri who he"
    " left US U.S. Syrian troops “ ” St. McKay's É."
)
WORDS = st.sampled_from([*PIECES.split(" "), "\n\n"])


@pytest.mark.model
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=40))
def test_find_names_random_text_mentions_match_text_and_never_overlap(words: list[str]) -> None:
    article = make_article(" ".join(words).strip() or "x")
    annotation = annotator().annotate(article)
    found = find_names(build_document(annotation))
    spans = sorted((mention.start, mention.end, mention.text) for name in found for mention in name.mentions)
    assert all(article.text[start:end] == text and text.strip() == text != "" for start, end, text in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(name.name in {mention.text for mention in name.mentions} for name in found)
    assert find_names(build_document(annotation)) == found

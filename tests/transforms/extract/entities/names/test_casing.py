from tests.documents import Row, make_document
from transforms.extract.entities.names.casing import SHOUTED, TITLED, case_of, proper


def rows(text: str, tag: str = "NN", pos: str = "NOUN") -> list[Row]:
    return [(word, word.lower(), pos, tag, "dep" if i else "ROOT", 0) for i, word in enumerate(text.split())]


def test_headlines_are_told_from_sentences() -> None:
    assert case_of(make_document(rows("ROVERS BEAT UNITED IN CUP FINAL"))) == (SHOUTED,)
    assert case_of(make_document(rows("Senate Leaders Reject Budget Offer From House"))) == (TITLED,)
    assert case_of(make_document(rows("The senate rejected the budget on Monday"))) == ("",)


def test_a_list_of_names_is_no_headline() -> None:
    document = make_document(rows("Given Breen Staunton Irwin Harte Quinn", tag="NNP", pos="PROPN"))
    assert case_of(document) == ("",)


def test_months_and_pronouns_are_not_proper() -> None:
    document = make_document(rows("Lee July Who lee", tag="NNP", pos="PROPN"))
    assert [proper(token) for token in document.tokens] == [True, False, False, False]

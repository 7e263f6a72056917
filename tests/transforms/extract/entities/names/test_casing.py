from tests.documents import Row, make_document
from transforms.extract.entities.names.casing import ALL_CAPS, TITLE_CASE, casing, is_proper


def rows(text: str, tag: str = "NN", pos: str = "NOUN") -> list[Row]:
    return [(word, word.lower(), pos, tag, "dep" if i else "ROOT", 0) for i, word in enumerate(text.split())]


def test_casing_headlines_and_sentence_are_distinguished() -> None:
    assert casing(make_document(rows("ROVERS BEAT UNITED IN CUP FINAL"))) == (ALL_CAPS,)
    assert casing(make_document(rows("Senate Leaders Reject Budget Offer From House"))) == (TITLE_CASE,)
    assert casing(make_document(rows("The senate rejected the budget on Monday"))) == ("",)


def test_casing_list_of_names_is_not_title_case() -> None:
    document = make_document(rows("Given Breen Staunton Irwin Harte Quinn", tag="NNP", pos="PROPN"))
    assert casing(document) == ("",)


def test_is_proper_month_pronoun_and_lower_case_are_not() -> None:
    document = make_document(rows("Lee July Who lee", tag="NNP", pos="PROPN"))
    assert [is_proper(token) for token in document.tokens] == [True, False, False, False]

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.extract.document import paragraphs
from transforms.extract.quotes.marks import quoted_passages


def found(text: str) -> list[list[str]]:
    return [[text[start:end] for start, end in passage.parts] for passage in quoted_passages(text, paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('She said: "We are here."', ["We are here."]),
        ("She said: “We are here.”", ["We are here."]),
        ("She said: ''We are here.''", ["We are here."]),
        ("She said: ``We are here.''", ["We are here."]),
        ("She said: «We are here.»", ["We are here."]),
        ("She said: „We are here.“", ["We are here."]),
        ("‘We are here,’ she said.", ["We are here,"]),
        ("'We are here,' she said.", ["We are here,"]),
        ('"A," he said. "B."', ["A,", "B."]),
        ("He is ‘the dogs’ friend’ now.", ["the dogs’ friend"]),
        ("She said: “He called it ‘a mess’ today.”", ["He called it ‘a mess’ today."]),
        ("She said: “He said “go” to us.”", ["He said “go” to us."]),
        ('She asked: "Is this “fair” to us?"', ["Is this “fair” to us?"]),
        ('They called it "a mess“ and left.', ["a mess"]),
        ('He is "tired," "ill" and "old".', ["tired,", "ill", "old"]),
    ],
)
def test_quoted_passages_every_kind_of_mark_is_paired(text: str, wanted: list[str]) -> None:
    assert found(text) == [[one] for one in wanted]


@pytest.mark.parametrize(
    "text",
    [
        "The dogs' owners don't know; it's the '90s and rock 'n' roll.",
        'A board of 6\'2" by 4" was found.',
        "The workers’ union isn’t pleased.",
        'An empty "" or " ... " mark.',
        "No marks at all.",
        "",
    ],
)
def test_quoted_passages_apostrophes_and_measures_give_none(text: str) -> None:
    assert found(text) == []


def test_quoted_passages_over_paragraphs_is_one_passage() -> None:
    text = '"First," she said. "Second.\n\n"Third.\n\n"Fourth."\n\n"Fifth."'
    assert found(text) == [["First,"], ["Second.", "Third.", "Fourth."], ["Fifth."]]


def test_quoted_passages_single_marks_over_paragraphs_are_one_passage() -> None:
    text = "She said: 'We didn't see him.\n\n'He ran.'\n\nThe trial goes on."
    assert found(text) == [["We didn't see him.", "He ran."]]


def test_quoted_passages_block_with_marks_only_at_its_ends_is_one_passage() -> None:
    text = "The paper wrote:\n\n“First.\n\nSecond.\n\nThird.”\n\nThe mayor left."
    assert found(text) == [["First.", "Second.", "Third."]]


def test_quoted_passages_open_mark_before_a_new_quotation_is_closed_with_its_paragraph() -> None:
    text = "“First.\n\nThe mayor left.\n\nHe said: “Second.”"
    assert found(text) == [["First."], ["Second."]]


def test_quoted_passages_title_nested_over_paragraphs_is_no_passage() -> None:
    text = '"One thing is sure.\n\n"They all watch “Night Ferry” there.\n\n"And so do I."'
    assert found(text) == [["One thing is sure.", "They all watch “Night Ferry” there.", "And so do I."]]


def test_quoted_passages_unclosed_mark_affects_only_its_paragraph() -> None:
    text = 'He called it "a mess and left.\n\nShe said: "We are here."'
    assert found(text) == [["We are here."]]


def test_quoted_passages_unclosed_statement_ends_with_paragraph() -> None:
    assert found('He said: "We are here.\n\nThey left.') == [["We are here."]]


def test_quoted_passages_long_lines_are_paragraphs_short_lines_are_wrapped() -> None:
    long = "word " * 40
    assert found(f'{long}\n"One.\n"Two."') == [["One.", "Two."]]
    assert found('He said: "One\ntwo three."') == [["One\ntwo three."]]


@example("`“““a“”?")  # nested twice, the outer mark never closed
@given(st.text(alphabet="ab \n.,?s'\"“”‘’«»„`—", max_size=80))
def test_quoted_passages_any_text_parts_are_ordered_and_disjoint(text: str) -> None:
    last = 0
    for passage in quoted_passages(text, paragraphs(text)):
        assert passage.opens < passage.start
        assert passage.end <= passage.closes
        for start, end in passage.parts:
            assert last <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()
            last = end

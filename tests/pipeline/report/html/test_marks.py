"""Texts cut at the borders of passages."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.html.marks import Paragraph, Passage, Piece, event_sentences, mark_text, sentence_number
from tests.pipeline.report.html.rows import LATER, SENTENCE, TEXT, make_event

places = st.integers(0, 30)
passages = st.builds(
    Passage, start=places, end=places, kind=st.sampled_from(["", "actor", "place"]), label=st.just("l")
)


def pieces_of(paragraphs: tuple[Paragraph, ...]) -> list[Piece]:
    return [piece for paragraph in paragraphs for stretch in paragraph for piece in stretch.pieces]


def test_mark_text_without_passages_gives_paragraphs() -> None:
    paragraphs = mark_text("One.\n\n\n\nTwo,\nthree.\n\n ", (), ())
    assert [[stretch.pieces[0].text for stretch in paragraph] for paragraph in paragraphs] == [
        ["One."],
        ["Two,\nthree."],
    ]


def test_mark_text_overlapping_passages_share_pieces() -> None:
    whole, inner = Passage(0, 9, "recipient", "whom"), Passage(4, 7, "casualties", "how many")
    (stretch,) = mark_text("the two men ran", (inner, whole), ())[0]
    assert [(piece.text, piece.kind, piece.label) for piece in stretch.pieces] == [
        ("the ", "recipient", "whom"),
        ("two", "casualties", "whom; how many"),
        (" m", "recipient", "whom"),
        ("en ran", "", ""),
    ]


def test_mark_text_passage_without_kind_is_covered_but_not_marked() -> None:
    first, second = pieces_of(mark_text("Ana ran", (Passage(0, 3),), ()))
    assert (first.is_covered, first.kind, first.label) == (True, "", "")
    assert not second.is_covered


def test_mark_text_sentences_are_stretches_with_their_number() -> None:
    sentences = event_sentences([make_event("shot"), make_event("fled")])
    first, second = mark_text(TEXT, (), sentences)
    assert [(stretch.sentence, stretch.pieces[0].text) for stretch in (*first, *second)] == [(1, SENTENCE), (2, LATER)]
    ((one, two, three),) = mark_text("Yes. He ran. No.", (), [(5, 12)])
    assert [(part.sentence, part.pieces[0].text) for part in (one, two, three)] == [
        (0, "Yes. "),
        (1, "He ran."),
        (0, " No."),
    ]


def test_mark_text_trigger_is_followed_by_its_events() -> None:
    shot = TEXT.index("shot")
    found = pieces_of(mark_text(TEXT, (Passage(shot, shot + 4, "trigger", "what"),), (), [shot + 4, shot + 4]))
    assert [(piece.text, piece.triggers) for piece in found if piece.triggers] == [("shot", (1, 2))]


def test_event_sentences_that_overlap_are_one() -> None:
    within, around = make_event(sentence_start=5, sentence_end=9), make_event(sentence_start=2, sentence_end=7)
    after = make_event(sentence_start=9, sentence_end=12)
    sentences = event_sentences([within, after, around, within])
    assert sentences == ((2, 9), (9, 12))
    assert [sentence_number(event, sentences) for event in (within, around, after)] == [1, 1, 2]


@given(st.text(alphabet="ab \n", max_size=30), st.lists(passages, max_size=8), st.sets(places, max_size=6))
def test_mark_text_any_passages_keep_the_text(text: str, marked: list[Passage], borders: set[int]) -> None:
    ordered = sorted(borders)
    sentences = list(zip(ordered[::2], ordered[1::2], strict=False))
    found = pieces_of(mark_text(text, marked, sentences))
    assert all(text[piece.start : piece.end] == piece.text and piece.text for piece in found)
    assert "".join(piece.text for piece in found) == "".join(part for part in text.split("\n\n") if part.strip())
    for piece in found:
        touching = [one for one in marked if one.start < one.end and one.start < piece.end and piece.start < one.end]
        assert all(one.start <= piece.start and piece.end <= one.end for one in touching)
        assert piece.is_covered == bool(touching)

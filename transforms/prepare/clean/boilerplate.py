"""Paragraphs that are the page's and not the article's: one scored rule over patterns kept in boilerplate.toml.

A paragraph goes when it is nothing but a known label, when it opens as an appeal, a link or a credit does and is
short, or when the weights of the distinct cues in it reach what its length demands: 3 for up to 40 words, 1 more for
each 40 words beyond, 1 more where it reports speech.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from transforms.prepare.text.word_lists import load_toml

MAX_OPENING_WORDS = 45
"""Words; a longer paragraph is not judged by how it opens."""

MAX_NOTICE_WORDS = 120
"""Words; a longer paragraph is no notice about a correction."""

WORDS_PER_POINT = 40
BASE_SCORE = 3.0
_SURROUNDING_MARKS = " \t|•·*–—-:;,.!?()[]<>»«›‹…_#→►▶➡▸▾✕×©\"'“”‘’"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a paragraph is furniture, or that it is none.

    Attributes:
        furniture: Whether it goes.
        rule: label, opening, score or ''.
        score: Sum of the weights of its cues.
        needed: What its length demands.
    """

    is_boilerplate: bool
    rule: str = ""
    score: float = 0.0
    needed: float = BASE_SCORE


@dataclass(frozen=True, slots=True)
class _Rules:
    whole: re.Pattern[str]
    notice: re.Pattern[str]
    opening: re.Pattern[str]
    inline: re.Pattern[str]
    cues: tuple[tuple[float, re.Pattern[str]], ...]
    tail: re.Pattern[str]
    speech: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data = load_toml("boilerplate.toml")

    def either(patterns: Sequence[str]) -> re.Pattern[str]:
        return re.compile("(?:" + "|".join(patterns) + ")")

    return _Rules(
        whole=either(data["whole"]),
        notice=either(data["notice"]),
        opening=either(data["opening"]),
        inline=either(data["inline"]),
        cues=tuple((cue["weight"], re.compile(rf"\b(?:{cue['pattern']})")) for cue in data["cue"]),
        tail=either(data["tail"]["headings"]),
        speech=re.compile(data["speech"]["pattern"]),
    )


def classify(paragraph: str) -> Verdict:
    """Whether a paragraph, or a sentence, is the page's own."""
    rules = _rules()
    text = _fold(paragraph)
    words = len(text.split())
    bare = text.strip(_SURROUNDING_MARKS)
    if not bare:
        return Verdict(True, "label")
    if words <= MAX_OPENING_WORDS:
        if rules.whole.fullmatch(bare):
            return Verdict(True, "label")
        if rules.opening.match(text.lstrip(" \t•·*-–—[(×")):
            return Verdict(True, "opening")
    if words <= MAX_NOTICE_WORDS and rules.notice.match(bare):
        return Verdict(True, "label")
    score, needed = cue_score(text), BASE_SCORE + max(0, words - WORDS_PER_POINT) / WORDS_PER_POINT
    needed += bool(rules.speech.search(text))
    return Verdict(score >= needed, "score" if score >= needed else "", score, needed)


_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")
MAX_SHORT_WORDS = 60
"""Words; a longer paragraph may hold furniture and article side by side."""

MIN_PROSE_WORDS = 15
"""Words; a sentence behind an opening that is at least so long and without cues is the article's."""

MAX_REMOVABLE_WORDS = 250
"""Words; a longer paragraph never goes as a whole: some crawlers leave an article in one paragraph."""


def remove_boilerplate(paragraph: str) -> str:
    """What is left of a paragraph: all, nothing, or its sentences that are the article's.

    A short paragraph goes as a whole when its cues add up; a long one only where it scores twice what is needed and
    at least half of its words stand in sentences with cues, and one of more than `LONGEST` words never. Of one that
    merely opens as furniture, and of any other with enough cues, the sentences are judged one by one.
    """
    verdict = classify(paragraph)
    if not verdict.is_boilerplate and verdict.score < BASE_SCORE:
        return paragraph
    sentences = _SENTENCE.split(paragraph)
    if verdict.rule == "label" or (verdict.rule == "opening" and not _article_follows(sentences)):
        return ""
    if verdict.rule == "score":
        words = [len(sentence.split()) for sentence in sentences]
        cued = sum(n for n, sentence in zip(words, sentences, strict=True) if cue_score(_fold(sentence)) >= 1)
        is_certain = verdict.score >= 2 * verdict.needed and 2 * cued >= sum(words)
        if sum(words) <= MAX_SHORT_WORDS or (sum(words) <= MAX_REMOVABLE_WORDS and is_certain):
            return ""
    kept = [sentence for sentence in sentences if not (classify(sentence).is_boilerplate and " " in sentence)]
    return paragraph if len(kept) == len(sentences) else " ".join(kept)


def split_at_page_controls(paragraph: str) -> list[str]:
    """A paragraph divided where controls of the page and credits of pictures stand in it, these left out."""
    if not _rules().inline.search(paragraph):
        return [paragraph]
    return [part for piece in _rules().inline.split(paragraph) if (part := piece.strip())]


def _article_follows(sentences: Sequence[str]) -> bool:
    """Whether a sentence behind the first is the article's: it reports speech, or is long and without any cue."""
    for sentence in sentences[1:]:
        text = _fold(sentence)
        if _rules().speech.search(text) or (len(text.split()) >= MIN_PROSE_WORDS and not cue_score(text)):
            return True
    return False


def cue_score(text: str) -> float:
    """The weights of the distinct cues of a text in lower case; of cues that overlap the heaviest counts."""
    total = 0.0
    matched_spans: list[tuple[int, int]] = []
    for weight, pattern in _rules().cues:
        wordings: set[str] = set()
        for match in pattern.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end in matched_spans):
                matched_spans.append(match.span())
                wordings.add(match[0])
        total += weight * len(wordings)
    return total


def _fold(text: str) -> str:
    return text.lower().replace("’", "'").replace("‘", "'")


def tail_start(paragraphs: Sequence[str]) -> int:
    """Index from which on an article's paragraphs are teasers and forms; the number of paragraphs if none are.

    A heading of that kind ends the article when it stands in the second half of the text and no more than a fifth
    of the text's characters follow it.
    """
    total = sum(map(len, paragraphs))
    chars_after = total
    for index, paragraph in enumerate(paragraphs):
        chars_after -= len(paragraph)
        if chars_after * 5 > total or len(paragraph) > 60:
            continue
        if index and _rules().tail.fullmatch(_fold(paragraph).strip(_SURROUNDING_MARKS)):
            return index
    return len(paragraphs)

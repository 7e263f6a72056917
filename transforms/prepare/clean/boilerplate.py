"""Recognises boilerplate paragraphs by one scored rule over the patterns in boilerplate.toml.

A paragraph is boilerplate if it is nothing but a known label; if it is short and opens like an appeal, a link or a
credit; or if the weights of its distinct cues reach a threshold: 3 for up to 40 words, 1 more for each further 40
words, and 1 more if it contains reported speech.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from transforms.prepare.text.word_lists import load_toml

MAX_OPENING_WORDS = 45
"""Words; longer paragraphs are not classified by their opening."""

MAX_NOTICE_WORDS = 120
"""Words; a longer paragraph is not a correction notice."""

MAX_SHORT_WORDS = 60
"""Words; longer paragraphs may mix boilerplate with the article, so their sentences are classified one by one."""

MIN_PROSE_WORDS = 15
"""Words; a sentence of at least this length without cues, after a boilerplate opening, belongs to the article."""

MAX_REMOVABLE_WORDS = 250
"""Words; longer paragraphs are never removed whole: some crawlers store an article as one paragraph."""

WORDS_PER_POINT = 40
"""Words beyond the first 40 that raise the score threshold by one point."""

BASE_SCORE = 3.0
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")
_FIRST_ALTERNATIVES = re.compile(r"\(\?:(?P<first>[^()\[\]]+)\)(?P<rest>[^?*+{].*)")
_SURROUNDING_MARKS = " \t|•·*–—-:;,.!?()[]<>»«›‹…_#→►▶➡▸▾✕×©\"'“”‘’"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a paragraph is boilerplate, and by which rule.

    Attributes:
        is_boilerplate: Whether it is to be removed.
        rule: label, opening or score; '' if it is not boilerplate.
        score: Sum of the weights of its cues.
        threshold: The threshold for its length; it is raised by reported speech where the score would reach it.
    """

    is_boilerplate: bool
    rule: str = ""
    score: float = 0.0
    threshold: float = BASE_SCORE


@dataclass(frozen=True, slots=True)
class _Rules:
    whole: re.Pattern[str]
    notice: re.Pattern[str]
    opening: re.Pattern[str]
    inline: re.Pattern[str]
    inline_word: re.Pattern[str]
    any_cue: re.Pattern[str]
    cues: tuple[tuple[float, re.Pattern[str]], ...]
    tail: re.Pattern[str]
    speech: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data = load_toml("boilerplate.toml")

    def either(patterns: Sequence[str], before: str = "") -> re.Pattern[str]:
        return re.compile(f"{before}(?:{'|'.join(patterns)})")

    return _Rules(
        whole=either(data["whole"]),
        notice=either(data["notice"]),
        opening=either(data["opening"]),
        inline=either(data["inline"]),
        inline_word=either(data["inline_words"]),
        any_cue=re.compile(rf"\b(?:{_by_first_letter([each for cue in data['cue'] for each in cue['patterns']])})"),
        cues=tuple((cue["weight"], either(cue["patterns"], r"\b")) for cue in data["cue"]),
        tail=either(data["tail"]["headings"]),
        speech=re.compile(data["speech"]["pattern"]),
    )


def _by_first_letter(patterns: Iterable[str]) -> str:
    """A regular expression that matches where one of several does.

    They are grouped by first letters, which decide for most words of a text that none of them can match. One that
    starts with alternatives becomes one for each.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for pattern in chain.from_iterable(map(_unfold, patterns)):
        letter = pattern[0] if pattern[0].isalpha() and pattern[1] not in "?*{" else ""
        groups[letter].append(pattern.removeprefix(letter))
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in groups.items())


def _unfold(pattern: str) -> list[str]:
    match = _FIRST_ALTERNATIVES.fullmatch(pattern)
    return [first + match["rest"] for first in match["first"].split("|")] if match else [pattern]


def classify(paragraph: str) -> Verdict:
    """Classify a paragraph or a sentence."""
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
    score, threshold = cue_score(text), BASE_SCORE + max(0, words - WORDS_PER_POINT) / WORDS_PER_POINT
    if score >= threshold:
        threshold += bool(rules.speech.search(text))
    return Verdict(score >= threshold, "score" if score >= threshold else "", score, threshold)


def remove_boilerplate(paragraph: str) -> str:
    """Remove boilerplate from a paragraph: all of it, some of its sentences, or nothing.

    By score, a short paragraph is removed whole; one of up to `MAX_REMOVABLE_WORDS` words only if it scores twice the
    threshold and at least half of its words are in sentences with cues. Otherwise, and for a paragraph that merely
    opens like boilerplate, each sentence is classified on its own.
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
        is_certain = verdict.score >= 2 * verdict.threshold and 2 * cued >= sum(words)
        if sum(words) <= MAX_SHORT_WORDS or (sum(words) <= MAX_REMOVABLE_WORDS and is_certain):
            return ""
    kept = [sentence for sentence in sentences if not (classify(sentence).is_boilerplate and " " in sentence)]
    return paragraph if len(kept) == len(sentences) else " ".join(kept)


def split_at_page_controls(paragraph: str) -> list[str]:
    """Split a paragraph at page controls and picture credits, which are removed."""
    rules = _rules()
    if not (rules.inline_word.search(paragraph) and rules.inline.search(paragraph)):
        return [paragraph]
    return [part for piece in rules.inline.split(paragraph) if (part := piece.strip())]


def _article_follows(sentences: Sequence[str]) -> bool:
    """Whether a later sentence belongs to the article: reported speech, or a long sentence without cues."""
    for sentence in sentences[1:]:
        text = _fold(sentence)
        if _rules().speech.search(text) or (len(text.split()) >= MIN_PROSE_WORDS and not cue_score(text)):
            return True
    return False


def cue_score(text: str) -> float:
    """Sum of the weights of the distinct cues in a lower-case text; of overlapping cues the heaviest counts."""
    rules = _rules()
    first = rules.any_cue.search(text)  # most paragraphs have none, and one search is quicker than one for each weight
    if first is None:
        return 0.0
    total = 0.0
    matched_spans: list[tuple[int, int]] = []
    for weight, pattern in rules.cues:
        wordings: set[str] = set()
        for match in pattern.finditer(text, first.start()):
            if all(match.end() <= start or end <= match.start() for start, end in matched_spans):
                matched_spans.append(match.span())
                wordings.add(match[0])
        total += weight * len(wordings)
    return total


def _fold(text: str) -> str:
    return text.lower().replace("’", "'").replace("‘", "'")


def tail_start(paragraphs: Sequence[str]) -> int:
    """Index of the paragraph where teasers and forms begin; the number of paragraphs if there are none.

    A heading of that kind ends the article if no more than a fifth of the text's characters follow it.
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

"""How well copies are told from other articles: `python -m tests.benchmarks.near_copies [--half a|b]`.

Copies are made from the real articles of the gold data: a sentence left out, the paragraphs in another order, a header
added, one word in twenty changed. What is no copy are the pairs of different articles on one matter, those of one gold
cluster. Some of these are reprints of one wire text: pairs that have half of the shorter one's sentences in common,
word for word, are left out.
"""

import hashlib
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from tests.measure import EVAL
from transforms.decide.copies.similarity import ComparedText, find_similarity
from transforms.shingles import MIN_SHARED_BANDS, bands_of, signature

SETS = ("incidents", "open_news", "police", "stories")
CLUSTERED = ("incidents", "stories")

HEADER = (
    "NAIROBI, Kenya (AP) - This article was first published on Friday, 29 November 2024, and has been updated with "
    "what officials said since."
)
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article of the gold data; `cluster` is None where the set has none."""

    id: str
    text: str
    cluster: str | None = None


def articles(name: str, half: str | None = None) -> list[Source]:
    """The articles of a set.

    Args:
        name: One of `SETS`.
        half: Only this half of them.
    """
    folder = EVAL / "data" / name
    gold = map(json.loads, (folder / "gold.jsonl").read_text().splitlines())
    clusters = {row["id"]: row.get("cluster") for row in gold if "id" in row}
    rows = map(json.loads, (folder / "input" / "articles.jsonl").read_text().splitlines())
    found = [Source(id=row["id"], text=row["text"].strip(), cluster=clusters.get(row["id"])) for row in rows]
    return [one for one in found if half in (None, "ab"[hashlib.sha1(one.id.encode()).digest()[0] % 2])]


def without_sentence(text: str, chance: random.Random) -> str:
    """A text without one of its sentences."""
    sentences = _SENTENCE.split(text)
    left_out = chance.randrange(len(sentences))
    return " ".join(sentence for i, sentence in enumerate(sentences) if i != left_out)


def reordered(text: str, chance: random.Random) -> str:
    """A text with its paragraphs, or its sentences if it has one paragraph, in another order."""
    parts = [part for part in re.split(r"\n+", text) if part.strip()]
    parts = parts if len(parts) > 2 else _SENTENCE.split(text)
    return "\n\n".join(chance.sample(parts, len(parts)))


def with_header(text: str, chance: random.Random) -> str:
    """A text with a header."""
    return f"{HEADER}\n\n{text}"


def with_changed_words(text: str, chance: random.Random) -> str:
    """A text with about one word in twenty replaced by another of its words."""
    words = text.split(" ")
    changed = set(chance.sample(range(len(words)), max(1, len(words) // 20)))
    return " ".join(chance.choice(words) + "x" if i in changed else word for i, word in enumerate(words))


EDITS: tuple[Callable[[str, random.Random], str], ...] = (without_sentence, reordered, with_header, with_changed_words)


def is_found(one: str, other: str) -> bool:
    """Whether one of two texts is taken for a copy of the other: by their signatures, and then by their texts."""
    shared = set(bands_of(signature(one))) & set(bands_of(signature(other)))
    if len(shared) < MIN_SHARED_BANDS:
        return False
    return find_similarity(ComparedText(text=one), ComparedText(text=other)) is not None


def is_reprint(one: str, other: str) -> bool:
    """Whether two texts have half of the sentences of the shorter one in common, word for word."""
    first, second = (
        {" ".join(re.findall(r"\w+", part)).lower() for part in _SENTENCE.split(text)} for text in (one, other)
    )
    return 2 * len(first & second) >= min(len(first), len(second))


def _sentences(text: str) -> set[str]:
    """The sentences of a text, without case and punctuation."""
    return {" ".join(re.findall(r"\w+", part)).lower() for part in _SENTENCE.split(text)}


def made_copies(half: str | None, limit: int) -> Iterator[tuple[str, str, str]]:
    """The name of an edit, a text, and the text edited; texts of three sentences and fifty words or more."""
    chance = random.Random(1)
    for name in SETS:
        found = [
            one for one in articles(name, half) if len(_SENTENCE.split(one.text)) > 2 and len(one.text.split()) >= 50
        ]
        for one in chance.sample(found, min(limit, len(found))):
            for edit in EDITS:
                yield edit.__name__, one.text, edit(one.text, chance)


def other_pairs(half: str | None) -> Iterator[tuple[str, str]]:
    """Pairs of different articles on one matter."""
    for name in CLUSTERED:
        clusters: dict[str, list[str]] = {}
        for one in articles(name, half):
            if one.cluster is not None:
                clusters.setdefault(one.cluster, []).append(one.text)
        for texts in clusters.values():
            yield from (pair for pair in combinations(texts, 2) if not is_reprint(*pair))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many copies of each edit are found, and how many other pairs are taken for copies."""

    made: dict[str, int]
    found: dict[str, int]
    others: int
    wrong: int

    @property
    def recall(self) -> float:
        """Share of the copies that are found."""
        return sum(self.found.values()) / sum(self.made.values())

    @property
    def precision(self) -> float:
        """Share of what is found that are copies."""
        found = sum(self.found.values())
        return found / (found + self.wrong)


def measure(half: str | None = None, limit: int = 300) -> Figures:
    """Make copies, and count which are found.

    Args:
        half: Only of articles of this half.
        limit: Articles of each set that copies are made of.
    """
    made, found = (
        dict.fromkeys((edit.__name__ for edit in EDITS), 0),
        dict.fromkeys((edit.__name__ for edit in EDITS), 0),
    )
    for name, one, other in made_copies(half, limit):
        made[name] += 1
        found[name] += is_found(one, other)
    others = list(other_pairs(half))
    return Figures(made=made, found=found, others=len(others), wrong=sum(is_found(*pair) for pair in others))


def main() -> None:
    """Measure and print."""
    half = sys.argv[sys.argv.index("--half") + 1] if "--half" in sys.argv else None
    figures = measure(half)
    for name, made in figures.made.items():
        print(f"{name:<22} {figures.found[name]:5} of {made} found ({figures.found[name] / made:.4f})")
    print(f"{'different articles':<22} {figures.wrong:5} of {figures.others} pairs on one matter taken for copies")
    print(f"recall {figures.recall:.4f}, precision {figures.precision:.4f}")


if __name__ == "__main__":
    main()

"""Write the table of word frequencies: `python -m tests.training.word_frequencies UNIGRAMS`.

UNIGRAMS has a word, a tab and its count in each line: `unigrams.txt` of the Python package wordsegment, Peter Norvig's
count of the web. Half of each frequency is from there, the other half from the news articles of half a of the gold
data: the median over its sets, so that what is in the news in one of them alone does not count. The sets by which
linking is scored are left out.
"""

import argparse
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from statistics import median

from tests.measure import EVAL
from tests.training.halves import half
from transforms.extract import languages
from transforms.extract.fold import fold

TABLE = Path(str(resources.files(languages))) / "en" / "word_frequencies.tsv"
LINKING = ("casualties", "incidents", "semeval22t8", "stories")
"""Data sets whose articles are linked."""
LEAST_WORDS = 5000
"""Words that a set has at least."""
LEAST_ZIPF = 3.0
_WORD = re.compile(r"[^\W\d_]{2,}")
_LINE = 118


def news_words(folder: Path) -> Iterator[list[str]]:
    """The words of half a of each data set that linking is not scored by."""
    for path in sorted(folder.glob("*/input/*.jsonl")):
        if path.parts[-3] not in LINKING:
            with path.open(encoding="utf-8") as lines:
                records = [record for record in map(json.loads, lines) if half(str(record["id"])) == "a"]
            yield [word for record in records for word in _WORD.findall(fold(record.get("text") or ""))]


def news_shares(folder: Path) -> dict[str, float]:
    """The share of each word among all words of a set of news, the median over the sets."""
    sets = [Counter(words) for words in news_words(folder) if len(words) >= LEAST_WORDS]
    shares = {word: median(counts[word] / counts.total() for counts in sets) for word in set().union(*sets)}
    return {word: share for word, share in shares.items() if share > 0}


def web_shares(path: Path) -> dict[str, float]:
    """The share of each word among all words of the web."""
    counts = {word: int(count) for word, count in (line.split("\t") for line in path.read_text().splitlines())}
    total = sum(counts.values())
    return {word: count / total for word, count in counts.items() if _WORD.fullmatch(word)}


def table_lines(web: dict[str, float], news: dict[str, float]) -> Iterator[str]:
    """The lines of the table, the most frequent words first."""
    words = defaultdict(list)
    for word in sorted({*web, *news}):
        shares = [found[word] for found in (web, news) if word in found]
        zipf = round(math.log10(sum(shares) / len(shares)) + 9, 1)
        if zipf >= LEAST_ZIPF:
            words[zipf].append(word)
    for zipf in sorted(words, reverse=True):
        line = ""
        for word in words[zipf]:
            if line and len(line) + 1 + len(word) > _LINE:
                yield f"{zipf}\t{line}"
                line = ""
            line = f"{line} {word}".strip()
        yield f"{zipf}\t{line}"


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("unigrams", type=Path)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder of the gold data")
    options = parser.parse_args()
    lines = [
        "# Frequencies of words: the logarithm to base 10 of the occurrences in a thousand million words (the Zipf",
        "# scale of van Heuven and others, 2014), and the words that have it. Words that are rarer are left out.",
        "# Made by `python -m tests.training.word_frequencies` from counts of the web and of news.",
        *table_lines(web_shares(options.unigrams), news_shares(options.eval / "data")),
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""The parts of the benchmark that need no measuring: pages, arithmetic, options; and how a process tree is measured."""

import gzip
import platform
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.benchmarks.speed import made_pages
from tests.benchmarks.speed.arguments import DEFAULT_PARTS, Arguments, parse_arguments
from tests.benchmarks.speed.checks import NotDoneError, check_newsbeam
from tests.benchmarks.speed.computing import compute
from tests.benchmarks.speed.machine import UNKNOWN, blas_kernel, interpreter
from tests.benchmarks.speed.made_pages import Pages, figures_of, make_pages, make_template, pages_of, read_article
from tests.benchmarks.speed.other_words import OtherWords, other_letters, other_number, other_words
from tests.benchmarks.speed.process_tree import CommandError, Measured, measure
from tests.benchmarks.speed.runs import comparison_rows
from tests.benchmarks.speed.stages import OF_A_RUN, SUM, rows_of
from tests.benchmarks.speed.table import Row, Table, number, ratios, read_table
from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import Story, stories
from transforms.decide.copies.similarity import ComparedText, find_similarity
from transforms.extract import languages

VOCABULARY = [
    word
    for line in (Path(languages.__file__).parent / "en" / "word_frequencies.tsv").read_text().splitlines()
    if line.startswith("4.5")
    for word in line.split()[1:]
    if len(word) > 4
]
_SENTENCE = "{0} of the {1} was {2} in the {3}, and this had been for the {4}."
WORDS_OF_PAGE = re.compile(r"[^\W\d_]+|[^\s\w]")


@cache
def sources() -> tuple[Story, ...]:
    """Articles of English words in no order that makes sense: many words, as real ones have."""
    chance = random.Random(5)
    found = tuple(stories(chance, 6))
    for story in found:
        story.title = _SENTENCE.format(*chance.choices(VOCABULARY, k=5))[:-1]
        story.paragraphs = [
            " ".join(_SENTENCE.format(*chance.choices(VOCABULARY, k=5)) for _ in range(3)) for _ in range(5)
        ]
    return found


def words_of(given: Sequence[Story]) -> OtherWords:
    """Other words, with tags by the look of a word in place of a model's."""

    def tag(word: str) -> str:
        return "NNP" if word[0].isupper() else "VBD" if word.endswith("ed") else "NN"

    return other_words([[(word, tag(word)) for word in WORDS_OF_PAGE.findall(story.text)] for story in given])


def made(count: int) -> list[str]:
    """Made pages."""
    given = sources()
    templates = []
    for story in given:
        article = read_article(story.html())
        assert article is not None
        templates.append(make_template(story.html().decode(), article))
    return list(make_pages(words_of(given), templates, count))


# --- made pages -----------------------------------------------------------------------------


def test_made_pages_are_coded_and_none_is_a_copy_or_at_the_address_of_another() -> None:
    articles = [read_article(page.encode()) for page in made(18)]
    assert all(article is not None and article.outcome == "coded" for article in articles)
    known = [article for article in articles if article is not None]
    assert len({article.canonical_url for article in known}) == len({article.article_id for article in known}) == 18
    texts = [ComparedText(text=article.text) for article in known]
    assert not any(find_similarity(one, other) for i, one in enumerate(texts) for other in texts[:i])
    for i, article in enumerate(known[:12]):
        assert article.site != known[i + 6].site, "two pages from the same real one are of two sites"


def test_made_page_has_other_words_in_the_same_markup() -> None:
    story, page = sources()[0], made(1)[0]
    tags = re.compile(r"<[^>!]+>")
    assert [tag[:3] for tag in tags.findall(page)] == [tag[:3] for tag in tags.findall(story.html().decode())]
    original, article = read_article(story.html()), read_article(page.encode())
    assert original is not None
    assert article is not None
    assert article.word_count == original.word_count
    assert article.title != original.title
    assert not set(article.text.split("\n\n")) & set(original.text.split("\n\n"))


def test_made_pages_are_the_same_each_time() -> None:
    assert made(8) == made(8)


def test_title_in_metadata_gets_the_words_of_the_title_on_the_page() -> None:
    page = made(2)[1]
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading is not None
    assert f'"headline": "{heading.group(1)}"' in page
    assert f"<title>{heading.group(1)} | Example News" in page


def test_days_of_metadata_and_address_move_together() -> None:
    story, page = sources()[1], made(2)[1]
    assert story.published.isoformat() not in page
    found = re.search(r'"datePublished": "(\d+-\d\d-\d\d)T', page)
    assert found is not None
    assert found.group(1) > story.published.isoformat()


@pytest.mark.parametrize("written", ["&amp;", "&#8217;", "\\u2019", '\\"', "2024", "Friday", "x", "unheard"])
def test_what_is_no_word_of_an_article_stays(written: str) -> None:
    assert words_of(sources()).of_page(3)(written) == written


def test_other_words_keep_capitals_and_are_of_the_same_kind() -> None:
    articles = [[(word, "VBD") for word in ("walked", "talked", "jumped")] for _ in range(2)]
    articles += [[(word, "NN") for word in ("house", "horse")] for _ in range(2)]
    words = other_words([*articles, *([[("the", "DT")]] * 8)])
    found = {words.of_page(page)("walked") for page in range(30)}
    assert found == {"walked", "talked", "jumped"}
    assert {words.of_page(page)("House") for page in range(30)} == {"House", "Horse"}
    assert {words.of_page(page)("HOUSE") for page in range(30)} == {"HOUSE", "HORSE"}
    assert words.of_page(1)("the") == "the"


def test_other_letters_keep_length_and_capitals() -> None:
    found = other_letters("McDonald", 7)
    assert found != "McDonald"
    assert [letter.isupper() for letter in found] == [letter.isupper() for letter in "McDonald"]
    assert found != other_letters("McDonald", 8)


@pytest.mark.parametrize("digits", ["1", "9", "10", "28", "31", "45", "007", "120", "84213"])
def test_other_number_has_as_many_digits(digits: str) -> None:
    for hashed in range(200):
        found = other_number(digits, hashed)
        assert len(found) == len(digits)
        assert not 0 < int(digits) <= 28 or digits.startswith("0") or 0 < int(found) <= 28


def test_figures_count_forms_by_thousand_words() -> None:
    figures = figures_of([b"x" * 2_000, b"x" * 4_000], ["a a b c", "a d a e"])
    assert (figures.kilobytes, figures.words) == (3, 4)
    assert (figures.forms, figures.new_forms) == (750, 500)


@pytest.mark.model
def test_pages_are_real_ones_until_more_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "real"
    real.mkdir()
    for i, story in enumerate(sources()):
        (real / f"{i}.html.gz").write_bytes(gzip.compress(story.html()))
    monkeypatch.setattr(made_pages, "REAL_PAGES", real)
    few = pages_of(4, tmp_path)
    assert (few.are_made, sorted(few.coded)) == (False, [f"{i}.html.gz" for i in range(4)])
    many = pages_of(13, tmp_path)
    assert (many.are_made, len(many.coded), len(list(many.folder.iterdir()))) == (True, 13, 13)
    assert many.real is not None
    assert many.made is not None
    assert many.made.words == pytest.approx(many.real.words, rel=0.1)
    monkeypatch.setattr(made_pages, "learn", None)  # what is there already is not made again
    assert pages_of(13, tmp_path) == many


@pytest.mark.model
def test_check_takes_made_pages_and_refuses_what_is_not_done(tmp_path: Path) -> None:
    folder, pages = tmp_path / "pages", made(3)
    folder.mkdir()
    for i, page in enumerate(pages):
        (folder / f"{i}.html").write_text(page)
    names = frozenset(path.name for path in folder.iterdir())
    (folder / "empty.html").touch()
    newsbeam("run", folder, "--output", tmp_path / "out", "--quiet")
    expected = Pages(folder=folder, count=4, are_made=True, coded=names)
    assert check_newsbeam(tmp_path / "out", expected).startswith("3 of 4 coded")
    with pytest.raises(NotDoneError, match=r"(?s)wanted one of either .*empty\.html read empty"):
        check_newsbeam(tmp_path / "out", replace(expected, count=5))
    with pytest.raises(NotDoneError, match="pages are not coded, such as other"):
        check_newsbeam(tmp_path / "out", replace(expected, coded=names | {"other.html"}))


# --- arithmetic -----------------------------------------------------------------------------


def test_ratios_are_of_the_same_round() -> None:
    assert ratios([2, 9], [1, 3]) == (2, 3)
    with pytest.raises(ValueError, match="shorter"):
        ratios([1, 2], [1])


def test_row_shows_median_and_spread() -> None:
    row = Row(section="s", name="wall-clock time", values=(3.0, 1.0, 20.0), unit="s", remark="so")
    assert row.median == 3
    assert row.line().split() == ["wall-clock", "time", "3.00", "1.00–20.0", "s", "so"]


@pytest.mark.parametrize(("value", "shown"), [(12345.6, "12,346"), (12.34, "12.3"), (1.234, "1.23"), (0.1234, "0.123")])
def test_number_has_three_digits(value: float, shown: str) -> None:
    assert number(value) == shown


def test_table_is_read_as_it_was_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = Table({"cores": 2})
    table.add(
        [
            Row(section="one", name="x", values=(1.0, 2.0), unit="s"),
            Row(section="two", name="y", values=(3.0,), unit="s"),
        ]
    )
    table.write(tmp_path / "figures.json")
    assert read_table(tmp_path / "figures.json") == table
    assert [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")] == ["one", "two"]


def test_stages_are_shares_of_their_sum_and_compared_within_a_round() -> None:
    def one(annotate: float, stock: float) -> dict[str, object]:
        seconds = dict.fromkeys((*OF_A_RUN, "parse without a sandbox", "coder", "bare_extraction"), 1.0)
        spent = {**seconds, "annotate": annotate, "nlp.pipe": stock}
        return {"pages": 10, "articles": 9, "tokens": 1_000, "stock_tokens": 1_000, "kernel": "K", "seconds": spent}

    rows = {row.name: row for row in rows_of([one(1, 3), one(2, 8)])}
    assert rows["annotate: times stock nlp.pipe, K"].values == (3, 4)
    assert rows["parse + clean: times as fast as bare_extraction"].values == (0.5, 0.5)
    assert rows["annotate"].values == (100, 200)
    assert rows[SUM].values == (1_000, 1_100)
    assert "14.3% of the sum" in rows["annotate"].remark


def test_runs_are_compared_within_a_round() -> None:
    def rounds(*walls: float) -> list[Measured]:
        return [Measured(wall=wall, cpu=2 * wall) for wall in walls]

    found = {
        "newsbeam, 2 processes": rounds(10, 20),
        "newsbeam, 1 process": rounds(18, 30),
        "afternoon, 2 processes": rounds(30, 40),
        "afternoon, 1 process": rounds(36, 90),
    }
    rows = {row.name: row.values for row in comparison_rows("s", found, {1: [6.0, 6.0], 2: [4.0, 3.0]})}
    assert rows["newsbeam: times afternoon's speed, 2 processes"] == (3, 2)
    assert rows["newsbeam: speed of 2 processes over 1"] == (1.8, 1.5)
    assert rows["pure computing: speed of 2 processes over 1"] == (1.5, 2)
    assert rows["newsbeam: that by pure computing's"] == pytest.approx((1.2, 0.75))
    assert rows["newsbeam: processor time of 2 over 1"] == pytest.approx((10 / 18, 20 / 30))


def test_computing_does_the_same_each_time() -> None:
    assert compute(2) == compute(2) != compute(3)


# --- options and machine ----------------------------------------------------------------------


def test_options_have_defaults() -> None:
    assert parse_arguments([]) == Arguments(pages=(250,), parts=DEFAULT_PARTS)
    assert (Arguments().rounds_of(1_000), Arguments().rounds_of(1_001), Arguments(rounds=2).rounds_of(9)) == (5, 3, 2)


def test_options_are_sorted() -> None:
    given = parse_arguments(["--pages", "5000,250", "--only", "runs,stages", "--json", "f"])
    assert (given.pages, given.parts, given.json) == ((250, 5000), ("stages", "runs"), Path("f"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--pages", "many"], "got 'many', wanted numbers from 1 on"),
        (["--pages", "0"], "wanted numbers from 1 on"),
        (["--only", "stages,walls"], "got walls, wanted some of stages,start,runs,memory"),
    ],
)
def test_options_that_are_wrong_are_said(given: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(given)
    assert said in capsys.readouterr().err


def test_kernel_is_unknown_without_its_library(tmp_path: Path) -> None:
    (tmp_path / "libopenblas.so").write_bytes(b"none")
    assert blas_kernel([]) == blas_kernel([tmp_path / "libopenblas.so"]) == UNKNOWN
    assert re.fullmatch(r"\w+", blas_kernel())


@pytest.mark.parametrize(("options", "built"), [("'--enable-optimizations' '--with-lto'", "with"), (None, "without")])
def test_machine_says_how_python_was_built(options: str | None, built: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sysconfig.get_config_var", {"CONFIG_ARGS": options}.get)
    assert interpreter() == f"{platform.python_version()}, built {built} --enable-optimizations"


# --- process trees ----------------------------------------------------------------------------

SPENDING = "import time\nwhile time.process_time() < 0.6: pass"
ORPHAN = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {SPENDING!r}])
"""


def test_measure_counts_processes_that_outlive_their_parent() -> None:
    measured = measure([sys.executable, "-c", ORPHAN])
    assert measured.cpu > 0.55


def test_measure_samples_the_memory_of_all_processes() -> None:
    hold = "import time; held = bytearray(80_000_000); time.sleep(1.5)"
    tree = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}; child.wait()"
    measured = measure([sys.executable, "-c", tree], samples_memory=True)
    assert 160e6 < measured.peak < 260e6
    assert 80e6 < measured.largest < 140e6


def test_measure_fails_with_what_the_command_said() -> None:
    with pytest.raises(CommandError, match="exit code 3\nno such page"):
        measure([sys.executable, "-c", "import sys; print('no such page', file=sys.stderr); sys.exit(3)"])


def test_no_paragraph_of_made_pages_comes_back() -> None:
    articles = [read_article(page.encode()) for page in made(12)]
    paragraphs = Counter(part for article in articles if article for part in set(article.text.split("\n\n")))
    assert not [part for part, count in paragraphs.items() if count > 1 and len(part) >= 100]

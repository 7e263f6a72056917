"""`newsbeam watch` while files come in and it is killed, beside one run over all of them."""

import random
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.end_to_end.arrivals import arrivals, comparison, in_random_order, records_before, unreadable_records
from tests.end_to_end.command import newsbeam
from tests.end_to_end.followers import Follower, commits, is_linking, is_staging, visible

pytestmark = [pytest.mark.timeout(1_800), pytest.mark.heavy, pytest.mark.model]

FILES = 600
UNREADABLE = 30
SEEN_BEFORE = 40

MOMENTS = ("staging", "linking", "committed", "random", "random")
SEEN_FILES = "SELECT count(DISTINCT uri) FROM inputs"
PACE = ("--every", "0.5", "--most", "60", "--quiet")


def test_watch_killed_five_times_while_files_are_moved_in_equals_one_run(tmp_path: Path) -> None:
    chance = random.Random(11)
    articles = arrivals(chance, SEEN_BEFORE + FILES - UNREADABLE)
    before, aside, news = tmp_path / "before.jsonl", tmp_path / "aside", tmp_path / "news"
    aside.mkdir()
    news.mkdir()
    before.write_bytes(records_before(articles[:SEEN_BEFORE]))
    records = [*(article.record() for article in articles[SEEN_BEFORE:]), *unreadable_records(UNREADABLE)]
    files = [aside / f"{number:04d}.jsonl" for number in range(FILES)]
    for file, record in zip(files, records, strict=True):
        file.write_bytes(record + b"\n")
    files = in_random_order(chance, files)

    watched, whole = tmp_path / "watched", tmp_path / "whole"
    for output in (watched, whole):
        newsbeam("run", before, "--output", output, "--quiet")
    log = tmp_path / "watch.log"
    share = FILES // (len(MOMENTS) + 1)
    for number, moment in enumerate(MOMENTS):
        with (
            _Moving(files[number * share : (number + 1) * share], news, chance),
            Follower("watch", news, *PACE, output=watched, log=log) as follower,
        ):
            _wait_for(moment, follower, chance)
            assert visible(watched, SEEN_FILES) < (number + 1) * share
            follower.kill()
    with (
        _Moving(files[len(MOMENTS) * share :], news, chance),
        Follower("watch", news, *PACE, output=watched, log=log) as follower,
    ):
        follower.wait_until(lambda: visible(watched, SEEN_FILES) == FILES + 1, every=0.5)
        follower.wait_until(lambda: not is_linking(watched))
        assert follower.stop() == 0

    newsbeam("run", news, "--output", whole, "--quiet")
    compared = comparison(articles)
    assert compared.tables(watched) == compared.tables(whole)


class _Moving:
    """Moves files into a folder one by one, at random moments, until the block ends; then those that are left."""

    def __init__(self, files: Sequence[Path], folder: Path, chance: random.Random) -> None:
        self._files = [(file, chance.expovariate(5.0)) for file in files]
        self._folder = folder
        self._is_over = threading.Event()
        self._mover = threading.Thread(target=self._move)

    def __enter__(self) -> None:
        self._mover.start()

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._mover.join()

    def _move(self) -> None:
        for file, pause in self._files:
            self._is_over.wait(pause)
            file.rename(self._folder / file.name)


def _wait_for(moment: str, follower: Follower, chance: random.Random) -> None:
    """Wait for a moment in which a command that goes on can be killed."""
    before = commits(follower.output)
    if moment == "staging":
        follower.wait_until(lambda: is_staging(follower.output))
    elif moment == "linking":
        follower.wait_until(lambda: is_linking(follower.output))
    elif moment == "committed":
        follower.wait_until(lambda: commits(follower.output) >= before + 2 and not is_linking(follower.output))
    else:
        follower.wait_until(lambda: commits(follower.output) > before)
        time.sleep(chance.uniform(0, 3))

"""`newsbeam stream` over messages in random order, killed twice, beside one run over the same articles."""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.feeds.message_files import MessageFiles
from tests.end_to_end.arrivals import arrivals, comparison, in_random_order, records_before, unreadable_records
from tests.end_to_end.command import newsbeam
from tests.end_to_end.followers import Follower, commits, is_linking
from tests.environments import skipping_unavailable
from tests.pubsub import new_topic, publish, pubsub_emulator, waiting_messages

pytestmark = [pytest.mark.timeout(1_800), pytest.mark.heavy, pytest.mark.model, pytest.mark.cloud]

MESSAGES = 2_000
UNREADABLE = MESSAGES // 20
TWICE = MESSAGES // 5
SEEN_BEFORE = 40


@pytest.fixture
def emulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Google's emulator of Pub/Sub; the test is skipped without it, or fails in continuous integration."""
    with skipping_unavailable(), pubsub_emulator(tmp_path) as host:
        monkeypatch.setenv("PUBSUB_EMULATOR_HOST", host)
        yield


@pytest.mark.usefixtures("emulator")
def test_stream_killed_twice_over_messages_in_random_order_equals_one_run(tmp_path: Path) -> None:
    chance = random.Random(12)
    articles = arrivals(chance, SEEN_BEFORE + MESSAGES - UNREADABLE)
    before, late = tmp_path / "before.jsonl", tmp_path / "messages.jsonl"
    before.write_bytes(records_before(articles[:SEEN_BEFORE]))
    messages = [*(article.record() for article in articles[SEEN_BEFORE:]), *unreadable_records(UNREADABLE)]
    messages = in_random_order(chance, [*messages, *chance.sample(messages, TWICE)])
    streamed, whole = tmp_path / "streamed", tmp_path / "whole"
    for output in (streamed, whole):
        newsbeam("run", before, "--output", output, "--quiet")

    topic = new_topic()
    sent = set(publish(topic, messages))
    command = ("stream", "--subscription", topic.subscription, "--every", "0", "--most", "600", "--quiet")
    log = tmp_path / "stream.log"
    with Follower(*command, output=streamed, log=log) as follower:
        follower.wait_until(lambda: is_linking(streamed))
        follower.kill()
    with Follower(*command, output=streamed, log=log) as follower:
        enough = commits(streamed) + chance.choice((2, 4))
        follower.wait_until(lambda: commits(streamed) > enough and not is_linking(streamed))
        follower.kill()  # its messages are committed, and perhaps not acknowledged
    assert len(committed_messages(streamed)) < len(sent)
    with Follower(*command, output=streamed, log=log) as follower:
        follower.wait_until(lambda: len(committed_messages(streamed)) == len(sent), every=0.5)
        assert follower.stop() == 0
    assert committed_messages(streamed) == sent

    late.write_bytes(b"".join(message + b"\n" for message in messages))
    newsbeam("run", late, "--output", whole, "--quiet")
    compared = comparison(articles, record=content)
    assert compared.tables(streamed) == compared.tables(whole)
    assert waiting_messages(topic) == 0  # the leases of what was not acknowledged have ended


def committed_messages(output: Path) -> set[str]:
    """The ids of the messages that are known to be committed."""
    return set(MessageFiles(str(output / "_messages")).newest_ids(10 * MESSAGES))


def content(record: Mapping[str, Any]) -> Any:
    """The bytes that a record is traced back to: which file they are in differs."""
    with Path(record["uri"]).open("rb") as file:
        file.seek(record["offset"] or 0)
        return file.read(record["length"]).hex(), record["media_type"]

import itertools
import json
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from google.api_core.exceptions import NotFound

from pipeline.errors import NewsbeamError
from pipeline.feeds import messages
from pipeline.feeds.messages import MessageFeed
from pipeline.inputs import SourceFile

SUBSCRIPTION = "projects/news-desk/subscriptions/articles"


@dataclass
class FakeMessage:
    message_id: str
    data: bytes = b"{}"
    attributes: dict[str, str] = field(default_factory=dict)
    publish_time: datetime = datetime(2024, 11, 5, tzinfo=UTC)
    acknowledged: bool = False

    def ack(self) -> None:
        self.acknowledged = True


class FakeClient:
    def __init__(self) -> None:
        self.pulling: Future[None] = Future()

    def subscribe(self, subscription: str, callback: Callable[[Any], None], *, flow_control: Any) -> Future[None]:
        assert subscription == SUBSCRIPTION
        self.deliver = callback
        self.flow_control = flow_control
        self.pulling = Future()
        return self.pulling

    def close(self) -> None:
        pass


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    fake = FakeClient()
    monkeypatch.setattr(messages, "SubscriberClient", lambda: fake)
    return fake


def _feed(folder: Path) -> MessageFeed:
    feed = MessageFeed(SUBSCRIPTION, str(folder), 100)
    assert feed.take(100, 0.0) is None  # begins to receive
    return feed


def test_batch_does_not_wait_for_a_stream_to_pause(
    client: FakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_LINGER_SECONDS", 0.02)
    feed, stopped = _feed(tmp_path), threading.Event()

    def deliver() -> None:
        for number in itertools.count():
            client.deliver(FakeMessage(str(number)))
            if stopped.wait(0.002):
                return

    thread = threading.Thread(target=deliver)
    thread.start()
    batch = feed.take(1_000_000, 10.0)
    stopped.set()
    thread.join()
    assert batch is not None
    assert 0 < batch.size < 1_000


def test_message_feed_leases_end_soon_after_a_kill(client: FakeClient, tmp_path: Path) -> None:
    _feed(tmp_path)
    assert 10 <= client.flow_control.max_duration_per_lease_extension <= 60  # 0 would be no limit, 10 is the least


def test_message_feed_acknowledges_after_done_only(client: FakeClient, tmp_path: Path) -> None:
    feed = _feed(tmp_path)
    received = [FakeMessage("1", b'{"n": 1}'), FakeMessage("2", b"bad")]
    for message in received:
        client.deliver(message)
    batch = feed.take(100, 0.0)
    assert batch is not None
    assert batch.size == 2
    assert Path(batch.sources[0].uri).read_bytes() == b'{"n": 1}\nbad\n'
    assert batch.sources[0].size == 13
    assert batch.since == received[0].publish_time.timestamp()
    assert not any(message.acknowledged for message in received)
    assert feed.take(100, 0.0) == batch  # until it is done
    feed.done(batch)
    assert all(message.acknowledged for message in received)
    assert feed.take(100, 0.0) is None


def test_message_feed_message_delivered_again_while_it_waits_is_taken_once(client: FakeClient, tmp_path: Path) -> None:
    feed = _feed(tmp_path)
    first, second = FakeMessage("1"), FakeMessage("1")
    client.deliver(first)
    batch = feed.take(100, 0.0)
    assert batch is not None
    client.deliver(second)
    feed.done(batch)
    assert second.acknowledged
    assert not first.acknowledged  # its lease has ended
    assert feed.take(100, 0.0) is None


def test_message_feed_after_kill_before_commit_goes_on_with_kept_batch(client: FakeClient, tmp_path: Path) -> None:
    client_of_killed = _feed(tmp_path)
    client.deliver(FakeMessage("1", b'{"n": 1}'))
    batch = client_of_killed.take(100, 0.0)
    feed = MessageFeed(SUBSCRIPTION, str(tmp_path), 100)
    assert feed.take(100, 0.0) == batch
    again = FakeMessage("1", b'{"n": 1}')
    client.deliver(again)
    assert batch is not None
    feed.done(batch)
    assert again.acknowledged
    assert feed.take(100, 0.0) is None


def test_message_feed_after_kill_before_acknowledgement_knows_message(client: FakeClient, tmp_path: Path) -> None:
    killed = _feed(tmp_path)
    client.deliver(FakeMessage("1"))
    batch = killed.take(100, 0.0)
    assert batch is not None
    killed.done(batch)
    feed = _feed(tmp_path)
    again = FakeMessage("1")
    client.deliver(again)
    assert again.acknowledged
    assert feed.take(100, 0.0) is None


def test_message_feed_notification_names_object(
    client: FakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "find_file", lambda uri: SourceFile(uri=uri, size=7))
    feed = _feed(tmp_path)
    client.deliver(FakeMessage("1", b"", {"eventType": "OBJECT_FINALIZE", "bucketId": "b", "objectId": "a/p.html"}))
    client.deliver(FakeMessage("2", b"", {"eventType": "OBJECT_DELETE", "bucketId": "b", "objectId": "a/q.html"}))
    batch = feed.take(100, 0.0)
    assert batch is not None
    assert batch.sources == (SourceFile(uri="gs://b/a/p.html", size=7),)
    assert batch.size == 2


def test_message_feed_that_ends_is_error_and_opened_again(client: FakeClient, tmp_path: Path) -> None:
    feed = _feed(tmp_path)
    client.pulling.set_exception(NotFound("gone"))
    with pytest.raises(NewsbeamError, match="no such subscription"):
        feed.take(100, 0.0)
    feed.take(100, 0.0)
    client.deliver(FakeMessage("1"))
    assert feed.take(100, 0.0) is not None


def test_message_feed_list_of_messages_names_what_it_holds(client: FakeClient, tmp_path: Path) -> None:
    feed = _feed(tmp_path)
    client.deliver(FakeMessage("7"))
    feed.take(100, 0.0)
    (pending,) = tmp_path.glob("*/*.pending.json")
    assert json.loads(pending.read_text())["ids"] == ["7"]

"""Messages of a Pub/Sub subscription: articles, and notifications that name an object to read.

A message is acknowledged when what it brought is committed. Until then the client goes on extending its lease; if this
process is killed, Pub/Sub delivers it again, and it is known by its id if it was committed before.
"""

import queue
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from typing import Any

from google.api_core.exceptions import GoogleAPICallError, NotFound, PermissionDenied
from google.cloud.pubsub_v1 import SubscriberClient
from google.cloud.pubsub_v1.types import FlowControl

from pipeline.errors import NewsbeamError
from pipeline.feeds.base import Batch
from pipeline.feeds.message_files import MessageBatch, MessageFiles
from pipeline.inputs import SourceFile, find_file
from transforms.prepare.read.messages import is_notification, object_of

KNOWN_IDS = 100_000
"""Messages that are known to be committed, should they be delivered again."""

_LINGER_SECONDS = 0.1
"""How long a batch waits for others after its first message."""

_MAX_BYTES = 256 << 20
"""Of messages that are held in memory."""

_LEASE_SECONDS = 30
"""For which messages are leased at a time, at most: so long they are kept from others if this process is killed.

Without it the client leases them for as long as it took to acknowledge those before, which may be minutes.
"""


class MessageFeed:
    """The messages of a subscription.

    Args:
        subscription: `projects/PROJECT/subscriptions/NAME`.
        folder: Where messages are kept, see `MessageFiles`.
        most: Messages of a batch.
    """

    def __init__(self, subscription: str, folder: str, most: int) -> None:
        self._subscription = subscription
        self._most = most
        self._files = MessageFiles(folder)
        self._left = self._files.pending()
        self._committed = OrderedDict.fromkeys(self._files.newest_ids(KNOWN_IDS))
        self._waiting: dict[str, Any] = {one: None for batch in self._left for one in batch.ids}
        self._batch: MessageBatch | None = None
        self._received: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._client = SubscriberClient()
        self._pulling: Any = None

    def take(self, most: int, seconds: float) -> Batch | None:
        """See `pipeline.feeds.base.Feed`."""
        self._pull()
        if self._batch is None:
            self._batch = self._left.pop(0) if self._left else self._receive(most, seconds)
        return None if self._batch is None else _as_batch(self._batch)

    def done(self, batch: Batch) -> None:
        """See `pipeline.feeds.base.Feed`."""
        finished = self._batch
        assert finished is not None, "no batch was taken"
        self._files.finish(finished)
        self._batch = None
        with self._lock:
            messages = [self._waiting.pop(one, None) for one in finished.ids]
            self._committed.update(dict.fromkeys(finished.ids))
            while len(self._committed) > KNOWN_IDS:
                self._committed.popitem(last=False)
        for message in messages:
            if message is not None:
                message.ack()

    def close(self) -> None:
        """See `pipeline.feeds.base.Feed`."""
        if self._pulling is not None:
            self._pulling.cancel()
            with suppress(Exception):  # whatever ended it, it has ended
                self._pulling.result(timeout=10)
        self._client.close()

    def _pull(self) -> None:
        """Have messages delivered; raises a `NewsbeamError` if they no longer are."""
        if self._pulling is not None and self._pulling.done():
            error, self._pulling = self._pulling.exception(), None
            raise NewsbeamError(f"{self._subscription}: {_advice(error)}") from error
        if self._pulling is None:
            flow = FlowControl(
                max_messages=2 * self._most, max_bytes=_MAX_BYTES, max_duration_per_lease_extension=_LEASE_SECONDS
            )
            self._pulling = self._client.subscribe(self._subscription, self._on_message, flow_control=flow)

    def _on_message(self, message: Any) -> None:
        """Called by the client, in threads of its own."""
        with self._lock:
            is_committed = message.message_id in self._committed
            is_new = not is_committed and message.message_id not in self._waiting
            if not is_committed:
                self._waiting[message.message_id] = message  # of several deliveries the last one is acknowledged
        if is_committed:
            message.ack()
        elif is_new:
            self._received.put(message.message_id)

    def _receive(self, most: int, seconds: float) -> MessageBatch | None:
        ids: list[str] = []
        with suppress(queue.Empty):
            ids.append(self._received.get(timeout=seconds))
            end = time.monotonic() + _LINGER_SECONDS
            while len(ids) < most:
                ids.append(self._received.get(timeout=max(0.0, end - time.monotonic())))
        if not ids:
            return None
        with self._lock:
            messages = [self._waiting[one] for one in ids]
        try:
            return self._write(ids, messages)
        except Exception:
            for one in ids:  # taken again
                self._received.put(one)
            raise

    def _write(self, ids: list[str], messages: list[Any]) -> MessageBatch:
        articles = [message.data for message in messages if not is_notification(message.attributes)]
        objects = [object_of(message.attributes) for message in messages if is_notification(message.attributes)]
        named = OrderedDict.fromkeys(one for one in objects if one is not None)
        since = min(message.publish_time.timestamp() for message in messages)
        return self._files.add(ids, articles, list(named), since)


def _as_batch(batch: MessageBatch) -> Batch:
    articles = [SourceFile(uri=batch.file, size=batch.size)] if batch.articles else []
    return Batch(sources=(*articles, *map(find_file, batch.objects)), size=len(batch.ids), since=batch.since)


def _advice(error: BaseException | None) -> str:
    if isinstance(error, NotFound):
        return "no such subscription; create it, or check its project and name"
    if isinstance(error, PermissionDenied):
        return "may not be read from; the account needs roles/pubsub.subscriber on it"
    what = error.message if isinstance(error, GoogleAPICallError) else str(error)
    return f"messages are no longer delivered ({what or type(error).__name__})"

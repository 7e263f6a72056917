"""Google's emulator of Pub/Sub on a free port; a Java program, in the package google-cloud-cli-pubsub-emulator."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient

from tests.environments import UnavailableError, inherited_environment
from tests.ports import free_ports

START_SECONDS = 90
PROJECT = "newsbeam-tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic with one subscription.

    Attributes:
        name: `projects/…/topics/…`.
        subscription: `projects/…/subscriptions/…`.
    """

    name: str
    subscription: str


@contextlib.contextmanager
def pubsub_emulator(folder: Path) -> Iterator[str]:
    """Run the emulator; gives the value of PUBSUB_EMULATOR_HOST.

    Args:
        folder: For its log.

    Raises:
        UnavailableError: It is not installed, or did not start.
    """
    (port,) = free_ports(1)
    command = [str(_program()), "--host=localhost", f"--port={port}"]
    log = folder / "pubsub.log"
    with (
        log.open("wb") as out,
        subprocess.Popen(
            command, stdout=out, stderr=out, env=inherited_environment(), start_new_session=True
        ) as server,
    ):
        try:
            end = time.monotonic() + START_SECONDS
            while not _listens(port):
                if time.monotonic() > end or server.poll() is not None:
                    raise UnavailableError(f"{command[0]} did not start: {log.read_text()[-500:]}")
                time.sleep(0.1)
            yield f"localhost:{port}"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def _program() -> Path:
    found = shutil.which("cloud-pubsub-emulator")
    gcloud = shutil.which("gcloud")
    if found is None and gcloud is not None:
        found = str(Path(gcloud).resolve().parents[1] / "platform/pubsub-emulator/bin/cloud-pubsub-emulator")
    if found is None or not Path(found).exists() or shutil.which("java") is None:
        raise UnavailableError("no cloud-pubsub-emulator and java; install google-cloud-cli-pubsub-emulator")
    return Path(found)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("localhost", port)) == 0


def new_topic(*, ack_seconds: int = 10) -> Topic:
    """Create a topic with a subscription."""
    name = uuid4().hex[:8]
    topic = Topic(name=f"projects/{PROJECT}/topics/t{name}", subscription=f"projects/{PROJECT}/subscriptions/s{name}")
    with PublisherClient() as publisher, SubscriberClient() as subscriber:
        publisher.create_topic(name=topic.name)
        subscriber.create_subscription(name=topic.subscription, topic=topic.name, ack_deadline_seconds=ack_seconds)
    return topic


def publish(topic: Topic, messages: Sequence[bytes], **attributes: str) -> list[str]:
    """Publish messages in order, and wait until all are accepted; gives their ids."""
    with PublisherClient() as publisher:
        futures = [publisher.publish(topic.name, message, **attributes) for message in messages]
        return [future.result(timeout=60) for future in futures]


def waiting_messages(topic: Topic) -> int:
    """How many messages are not acknowledged and not on lease; those that are counted stay."""
    with SubscriberClient() as subscriber:
        found = subscriber.pull(subscription=topic.subscription, max_messages=1_000, return_immediately=True)
        ids = [message.ack_id for message in found.received_messages]
        if ids:
            subscriber.modify_ack_deadline(subscription=topic.subscription, ack_ids=ids, ack_deadline_seconds=0)
    return len(ids)

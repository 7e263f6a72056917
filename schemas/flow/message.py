"""A message of a stream, as the graph is given it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of Pub/Sub.

    Attributes:
        uri: Names the message: `pubsub://projects/PROJECT/subscriptions/NAME/ID`.
        data: Its content.
        attributes: By name.
    """

    uri: str
    data: bytes
    attributes: dict[str, str] = field(default_factory=dict)

import json

from schemas.flow.message import Message
from schemas.flow.record import RawRecord
from schemas.rows.failure import Rejected
from transforms.prepare.read.messages import object_of, read_message

URI = "pubsub://projects/news-desk/subscriptions/articles/17"


def test_object_of_notification_about_metadata_is_none() -> None:
    attributes = {"eventType": "OBJECT_METADATA_UPDATE", "bucketId": "b", "objectId": "o"}
    assert object_of(attributes) is None
    assert object_of(attributes | {"eventType": "OBJECT_FINALIZE"}) == "gs://b/o"


def test_read_message_with_article_is_record_that_names_message() -> None:
    data = json.dumps({"url": "https://example.org/a", "text": "Gunmen attacked a bank."}, indent=1).encode()
    (record,) = read_message(Message(uri=URI, data=data))
    assert isinstance(record, RawRecord)
    assert record.text == "Gunmen attacked a bank."
    assert (record.ref.uri, record.ref.offset, record.ref.length) == (URI, 0, len(data))


def test_read_message_that_is_no_json_is_rejected_with_payload() -> None:
    for data in (b"no json", b"[1]", b"\xff\xfe{"):
        (rejected,) = read_message(Message(uri=URI, data=data))
        assert isinstance(rejected, Rejected)
        assert rejected.stage == "read"
        assert rejected.payload == data


def test_read_message_without_content_is_rejected() -> None:
    (rejected,) = read_message(Message(uri=URI, data=b""))
    assert isinstance(rejected, Rejected)

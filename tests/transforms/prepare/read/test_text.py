import pytest

from tests.transforms.prepare.read.samples import read_bytes, summarize


def test_read_file_is_one_uncleaned_article(tmp_path):
    text = " date 2024-11-29 Support us\r\n\r\nA ferry sank off Trabzon – 12 died.\n"
    (record,) = read_bytes(tmp_path, "ferry.txt", text.encode())
    assert (record.text, record.html, record.name) == (text, None, "ferry")
    assert (record.ref.length, record.ref.media_type) == (len(text.encode()), "text/plain")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_read_first_bytes_decide_encoding(tmp_path, encoding):
    assert summarize(read_bytes(tmp_path, "a.txt", "Größe and more".encode(encoding))) == ["Größe and more"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Größe".encode("latin-1"), "invalid_utf8"),
        (b"\xff\xfea", "invalid_utf8"),
        (b" \n\n", "empty"),
        (b"", "empty"),
        (b"a\0b", "not_text"),
    ],
)
def test_read_non_text_gives_reason(tmp_path, data, reason):
    (result,) = read_bytes(tmp_path, "a.txt", data)
    assert result.reason == reason
    assert result.stage == "read"

import pytest

from transforms.prepare.decode import decode


@pytest.mark.parametrize(
    ("page", "charset", "text"),
    [
        ("café".encode(), None, "café"),
        ("café".encode(), "iso-8859-1", "café"),
        ("\ufeffcafé".encode(), None, "café"),
        ("café ’".encode("cp1252"), "iso-8859-1", "café ’"),
        ("café".encode("cp1252"), None, "café"),
        ("café".encode("utf-16"), None, "café"),
        ("кафе".encode("cp1251"), "windows-1251", "кафе"),
        (b'<meta charset="windows-1251">' + "кафе".encode("cp1251"), None, '<meta charset="windows-1251">кафе'),
        (b"caf\xe9", "no-such-charset", "café"),
        (b"", None, ""),
    ],
)
def test_decode(page: bytes, charset: str | None, text: str) -> None:
    assert decode(page, charset) == text


def test_a_broken_byte_in_utf8_costs_a_character_only() -> None:
    page = ("é" * 3000).encode() + b"\xff" + "é".encode()
    assert decode(page) == "é" * 3000 + "\ufffd" + "é"

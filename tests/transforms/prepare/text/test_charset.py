import pytest

from transforms.prepare.text.charset import decode_bytes, decode_to_utf8


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
        ("café".encode("utf-16-le") + b"<\0p\0>\0" * 9, None, "café" + "<p>" * 9),
        ("<p>café</p>".encode("utf-16-be"), "utf-8", "<p>café</p>"),
        ("<p>café</p>".encode("utf-32"), None, "<p>café</p>"),
        ("café – “so”".encode("cp1252"), "utf-8", "café – “so”"),
        ("café – “so”".encode("cp1252"), "utf-16", "café – “so”"),
        (b'<meta charset="utf-8">' + "café, naïve".encode("latin-1"), None, '<meta charset="utf-8">café, naïve'),
        (b'<meta charset="utf-16">' + "café".encode(), None, '<meta charset="utf-16">café'),
        (b'<?xml version="1.0" encoding="koi8-r"?>' + "кафе".encode("koi8-r"), None,
         '<?xml version="1.0" encoding="koi8-r"?>кафе'),
        ("café – “so‘".encode().decode("cp1252").encode(), None, "café – “so‘"),
        ("кафе в городе".encode().decode("latin-1").encode(), None, "кафе в городе"),
        ("São Tomé: Ã is a letter, Â too".encode(), None, "São Tomé: Ã is a letter, Â too"),
        *((b"caf\xe9", label, "café") for label in ("hex", "rot13", "punycode", "utf-7", "\0", "idna")),
    ],
)  # fmt: skip
def test_decode_bytes(page: bytes, charset: str | None, text: str) -> None:
    assert decode_bytes(page, charset) == text


@pytest.mark.parametrize("page", ["A café".encode(), "A café".encode("latin-1"), "\ufeffA café".encode()])
def test_decode_to_utf8_gives_the_text_and_its_bytes(page: bytes) -> None:
    assert decode_to_utf8(page) == ("A café", "A café".encode())


def test_decode_bytes_broken_utf8_loses_one_character() -> None:
    page = ("é" * 3000).encode() + b"\xff" + "é".encode()
    assert decode_bytes(page) == "é" * 3000 + "\ufffd" + "é"


def test_decode_bytes_damaged_utf8_ignores_declared_charset() -> None:
    page = ("Der Fluß stieg über das Ufer. " * 40).encode() + b"\xff" + "Größe".encode()
    assert decode_bytes(page, "iso-8859-1").count("\ufffd") == 1


@pytest.mark.parametrize(
    ("text", "written", "declared"),
    [
        ("朱镕基说，旧桥将于星期二关闭。", "gbk", "gb2312"),
        ("市議会は①古い橋、②髙い塔を閉鎖した。", "cp932", "shift_jis"),
        ("똠방각하가 다리를 닫았다고 시장이 말했다.", "cp949", "euc-kr"),
        ("สภาเมืองปิดสะพาน “เก่า”", "cp874", "tis-620"),
        ("Ağustos’ta köprü kapandı", "cp1254", "iso-8859-9"),
    ],
)
def test_decode_bytes_declared_charset_is_read_as_browsers_do(text: str, written: str, declared: str) -> None:
    assert decode_bytes(text.encode(written), declared) == text


@pytest.mark.parametrize(
    ("text", "charset"), [("市议会星期二关闭旧桥。" * 30, "gbk"), ("市議会は古い橋を閉鎖した。" * 30, "shift_jis")]
)
def test_decode_bytes_damage_in_declared_charset_loses_some_characters(text: str, charset: str) -> None:
    page = text.encode(charset)
    decoded = decode_bytes(page[:100] + b"\xff" + page[100:], charset)
    assert (decoded[:40], decoded[-200:]) == (text[:40], text[-200:])
    assert len(decoded) == len(text) + 1

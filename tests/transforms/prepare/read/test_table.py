import gzip
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.transforms.prepare.read.samples import read, read_bytes, summarize
from transforms.prepare.read import table
from transforms.prepare.read.io.decompress import MAX_RECORD_BYTES


def test_read_csv_rows_and_locations(tmp_path):
    rows = [
        b"id,title,text,authors\r\n",
        b'1,A,"One, with a ""quotation""\nand a line",Ana Diaz\r\n',
        b"\r\n",
        b"2,B,Two,\"['C', 'D']\"\r\n",
    ]
    data = b"\xef\xbb\xbf" + b"".join(rows)
    first, second = read_bytes(tmp_path, "a.csv", data)
    assert first.text == 'One, with a "quotation"\nand a line'
    assert (first.record_id, second.record_id) == ("1", "2")
    assert second.authors == ("C", "D")
    for record, row in [(first, rows[1]), (second, rows[3])]:
        assert record.payload == row
        assert data[record.ref.offset :][: record.ref.length] == row


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_read_csv_any_delimiter(tmp_path, delimiter):
    data = "\n".join(delimiter.join(row) for row in [("url", "maintext"), ("u", "One"), ("v", "Two")])
    assert summarize(read_bytes(tmp_path, "a", data.encode())) == ["One", "Two"]


def test_read_csv_bad_row_fails_alone(tmp_path):
    data = b'id,text\n1,One\n2\n3,Three,more\n4,caf\xc3\xa9 caf\xe9\n5,\n6,Six,\n7,a\rb\n8,Eight\n9,"open\n10,Ten\n'
    results = read_bytes(tmp_path, "a.csv", data)
    wanted = ["One", "bad_csv", "bad_csv", "invalid_utf8", "no_content", "Six", "bad_csv", "Eight", "bad_csv"]
    assert summarize(results) == wanted
    assert len({result.ref.offset for result in results}) == len(results)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_read_csv_wide_encodings(tmp_path, encoding, end):
    rows = ["id,title,text", '1,"A ""name""","One café,\nand a line"', "2,B,Two \U0001f600 “more”", "3,C,Three"]
    data = end.join(rows).encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    results = read_bytes(tmp_path, "a.csv", data)
    assert summarize(results) == ["One café,\nand a line", "Two \U0001f600 “more”", "Three"]
    plain = "utf-8" if "8" in encoding else encoding if encoding[-2:] in ("le", "be") else encoding + "-le"
    for result, row in zip(results, rows[1:], strict=True):
        assert data[result.ref.offset :][: result.ref.length].decode(plain).rstrip() == row
        assert result.payload.decode().rstrip() == row


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (b"caf\xe9 in Z\xfcrich", "café in Zürich"),
        (b"\x93It\x92s over\x94 \x96 the mayor\x85", "“It’s over” – the mayor…"),
        (b"It cost \x80 5 or \xa3 4.", "It cost € 5 or £ 4."),
    ],
)
def test_read_csv_windows_1252(tmp_path, cell, text):
    data = b'id;text\r\n1;"' + cell + b'"\r\n2;Two\r\n'
    assert summarize(read_bytes(tmp_path, "a.csv", data)) == [text, "Two"]


@pytest.mark.parametrize(
    "row",
    [
        "Город закрыл мост".encode("cp1251"),  # mostly another alphabet's
        "naïve".encode() + b" caf\xe9",  # damaged UTF-8
        b"a\x81b in no character set",
        "一つの橋".encode("shift-jis"),
    ],
)
def test_read_csv_other_encodings_are_refused_with_what_to_do(tmp_path, row):
    good, bad, last = read_bytes(tmp_path, "a.csv", b"id,text\n1,One\n2," + row + b"\n3,Three\n")
    assert (good.text, bad.reason, last.text) == ("One", "invalid_utf8", "Three")
    assert "save the file as UTF-8" in bad.error


def test_read_csv_bad_bytes_in_utf8_file_are_not_taken_for_windows_1252(tmp_path):
    data = "id,text\n1,Zürich\n".encode() + b"2,caf\xe9\n"
    assert summarize(read_bytes(tmp_path, "a.csv", data)) == ["Zürich", "invalid_utf8"]


def test_read_csv_cut_utf16_yields_rows_before(tmp_path):
    data = "id,text\n1,One\n2,Two\n".encode("utf-16")[:-3]
    assert summarize(read_bytes(tmp_path, "a.csv", data)) == ["One", "invalid_utf8"]


def test_read_csv_cell_over_limit_is_rejected(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "MAX_RECORD_BYTES", 400_000)
    row = b'x,"' + b"word " * 40_000 + b'"\n'
    endless = b'y,"' + b"line\n" * 100_000 + b'"\nz,Last\n'
    results = summarize(read_bytes(tmp_path, "a.csv", b"id,text\n" + row + endless))
    assert results == ["word " * 40_000, "too_large", "Last"]


def test_read_csv_truncated_file_yields_rows_before(tmp_path):
    rows = "".join(f"{number},Article {number * 7919 % 10007}\n" for number in range(5000))
    data = gzip.compress(b"id,text\n" + rows.encode())
    results = read_bytes(tmp_path, "a.csv.gz", data[: len(data) // 2])
    assert summarize(results)[-1] == "truncated_gzip"
    assert len(results) > 1000


def test_read_csv_header_only_yields_nothing(tmp_path):
    assert read_bytes(tmp_path, "a.csv", b"id,text\n") == []


def parquet(path, **columns):
    pq.write_table(pa.table(columns), path, row_group_size=7)
    return path


def test_read_parquet_rows(tmp_path):
    when = pa.array([1732874400123456789, None], pa.timestamp("ns", "Europe/Berlin"))
    path = parquet(
        tmp_path / "a.parquet",
        html=[b"<p>caf\xe9</p>", None],
        text=[None, "Two"],
        authors=[["A", "B"], None],
        publisher=[{"name": "Example"}, {"name": None}],
        date=when,
        crawl_date=pa.array([datetime(2024, 11, 29, 10), None], pa.timestamp("us")),
        other=[1, 2],
    )
    first, second = read(path)
    assert (first.html, first.text, second.text) == (b"<p>caf\xe9</p>", None, "Two")
    assert first.authors == ("A", "B")
    assert first.source_name == "Example"
    assert first.published == "2024-11-29T11:00:00.123456+01:00"
    assert first.crawled_at == datetime(2024, 11, 29, 10, tzinfo=UTC)
    assert [(one.ref.offset, one.ref.length) for one in (first, second)] == [(0, None), (1, None)]


def test_read_parquet_many_row_groups_in_compressed_file(tmp_path):
    path = parquet(tmp_path / "a.parquet", text=[f"Article {number}" for number in range(100)])
    results = read_bytes(tmp_path, "a.parquet.gz", gzip.compress(path.read_bytes()))
    assert summarize(results) == [f"Article {number}" for number in range(100)]


def test_read_parquet_without_body_column_fails_every_row(tmp_path):
    path = parquet(tmp_path / "a.parquet", first=["a", "b"], second=["c", "d"])
    assert summarize(read(path)) == ["no_content", "no_content"]


@pytest.mark.parametrize("cut", [4, 40, 200])
def test_read_parquet_damaged_file_is_one_failure(tmp_path, cut):
    data = parquet(tmp_path / "a.parquet", text=[f"Article {number}" for number in range(50)]).read_bytes()
    assert summarize(read_bytes(tmp_path, "b.parquet", data[:-cut])) == ["bad_parquet"]


def test_read_parquet_damaged_row_group_leaves_others_intact(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.table({"text": [f"Article {number}" for number in range(150)]}),
        path,
        row_group_size=50,
        compression="gzip",
        use_dictionary=False,
    )
    data = bytearray(path.read_bytes())
    start = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    data[start + 60 : start + 160] = b"\xff" * 100
    articles = [f"Article {number}" for number in range(150)]
    assert summarize(read_bytes(tmp_path, "b.parquet", bytes(data))) == [*articles[:50], "bad_parquet", *articles[100:]]


def test_read_parquet_column_over_expansion_limit_is_rejected(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["\0" * 30_000_000]}), path, compression="zstd", use_dictionary=False)
    assert summarize(read(path)) == ["too_large"]


def test_read_parquet_cell_over_limit_is_rejected(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.table({"text": ["x" * (MAX_RECORD_BYTES + 1), "Two"]}), path, compression="none", use_dictionary=False
    )
    assert summarize(read(path)) == ["too_large", "Two"]


def test_read_parquet_binary_page_is_not_text(tmp_path):
    path = parquet(tmp_path / "a.parquet", html=[b"%PDF-1.4 x", b"<p>Two</p>"])
    assert summarize(read(path)) == ["not_text", "<p>Two</p>"]


@pytest.mark.timeout(8)
def test_read_csv_utf16_row_of_many_line_separators_takes_linear_time(tmp_path):
    # A third of a minute if each piece of a line is copied together with those before it.
    text = "some words here\u2028" * 200_000
    (row,) = read_bytes(tmp_path, "a.csv", f'id,title,text\n1,a,"{text}"\n'.encode("utf-16"))
    assert row.text == text

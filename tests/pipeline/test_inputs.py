import gzip
import os
from dataclasses import replace
from itertools import pairwise

import pytest
from apache_beam.io.filesystem import BeamIOError, FileMetadata
from apache_beam.io.filesystems import FileSystems

from pipeline.inputs import InputError, SourceFile, expand_inputs, fingerprint_file, fingerprints, split_ranges
from tests.transforms.prepare.read.samples import members, response, summarize
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.input_file import open_file
from transforms.prepare.read.reader import read_range


@pytest.fixture
def folder(tmp_path):
    for name in ("b.html", "a.html.gz", "sub/c.txt", "sub/deep/d.jsonl", ".hidden", "_SUCCESS", ".git/x", "_temp/y"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "sub" / ".DS_Store").write_bytes(b"\0")
    (tmp_path / "sub" / "Thumbs.db").write_bytes(b"\0")
    return tmp_path


def names(sources, folder):
    return [os.path.relpath(source.uri, folder) for source in sources]


ALL = ["a.html.gz", "b.html", "sub/c.txt", "sub/deep/d.jsonl"]


def test_expand_inputs_folder_is_recursive_without_system_files(folder):
    sources = expand_inputs([str(folder)])
    assert names(sources, folder) == ALL
    assert [source.size for source in sources] == [len(name) for name in ALL]


def test_expand_inputs_is_unique_and_sorted(folder):
    patterns = [str(folder / "sub"), str(folder / "b.html"), str(folder), f"file://{folder}/b.html"]
    assert names(expand_inputs(patterns), folder) == ALL
    assert expand_inputs(patterns[::-1]) == expand_inputs(patterns)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("*.html", ["b.html"]),
        ("*", ["a.html.gz", "b.html"]),
        ("**/*.txt", ["sub/c.txt"]),
        ("sub/**", ["sub/c.txt", "sub/deep/d.jsonl"]),
        ("[ab].html*", ["a.html.gz", "b.html"]),
        ("_SUCCESS", ["_SUCCESS"]),
        (".hidden", [".hidden"]),
    ],
)
def test_expand_inputs_globs_and_explicit_files(folder, pattern, wanted):
    assert names(expand_inputs([str(folder / pattern)]), folder) == wanted


def test_expand_inputs_file_named_like_a_glob(tmp_path):
    (tmp_path / "part [1].txt").write_text("x")
    assert names(expand_inputs([str(tmp_path / "part [1].txt")]), tmp_path) == ["part [1].txt"]


def test_expand_inputs_relative_paths_become_absolute(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert expand_inputs(["b.html"]) == expand_inputs([str(folder / "b.html")])


def test_expand_inputs_non_utf8_name_can_be_read(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:
        file.write(b"An article.")
    (source,) = expand_inputs([str(tmp_path)])
    assert source.uri.encode().endswith(b"caf%E9.txt")
    assert summarize(list(read_range(split_ranges(source, 100)[0]))) == ["An article."]
    assert fingerprint_file(source.uri).startswith("11:")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [("missing.html", "no such file or folder"), ("*.warc", "matches no file"), ("empty", "without a file to read")],
)
def test_expand_inputs_without_files_says_what_to_do(folder, pattern, message):
    (folder / "empty").mkdir()
    with pytest.raises(InputError, match=message) as error:
        expand_inputs([str(folder), str(folder / pattern)])
    assert pattern in str(error.value)


def test_expand_inputs_allow_empty_accepts_folders_and_globs(tmp_path):
    assert expand_inputs([f"{tmp_path}/", f"{tmp_path}/*.html"], allow_empty=True) == []
    (tmp_path / "a.html").write_text("x")
    assert [file.size for file in expand_inputs([f"{tmp_path}/*.warc", f"{tmp_path}/*.html"], allow_empty=True)] == [1]
    with pytest.raises(InputError, match="no such file"):
        expand_inputs([f"{tmp_path}/b.html"], allow_empty=True)


def test_expand_inputs_unknown_filesystem_says_what_to_do():
    with pytest.raises(InputError, match=r"apache-beam\[gcp\]"):
        expand_inputs(["nosuch://bucket/news"])


def test_expand_inputs_remote_folder(monkeypatch):
    objects = {"gs://b/news/a.html": 3, "gs://b/news/sub/b.txt": 4, "gs://b/news/_SUCCESS": 0, "gs://b/news/sub/": 0}

    class Match:
        def __init__(self, pattern):
            prefix = pattern.removesuffix("**")
            hits = [uri for uri in objects if (uri.startswith(prefix) if prefix != pattern else uri == pattern)]
            self.metadata_list = [FileMetadata(uri, objects[uri]) for uri in hits]

    monkeypatch.setattr(FileSystems, "match", lambda patterns: [Match(pattern) for pattern in patterns])
    monkeypatch.setattr(FileSystems, "checksum", lambda uri: f"crc-of-{uri}")
    wanted = [SourceFile(uri="gs://b/news/a.html", size=3), SourceFile(uri="gs://b/news/sub/b.txt", size=4)]
    assert expand_inputs(["gs://b/news"]) == expand_inputs(["gs://b/news/"]) == wanted
    assert expand_inputs(["gs://b/news/_SUCCESS"]) == [SourceFile(uri="gs://b/news/_SUCCESS", size=0)]
    assert fingerprint_file("gs://b/news/a.html") == "crc-of-gs://b/news/a.html"
    with pytest.raises(InputError, match="no such file"):
        expand_inputs(["gs://b/other"])


def test_expand_inputs_failed_listing_says_why(monkeypatch):
    def fail(patterns):
        raise BeamIOError("no credentials")

    monkeypatch.setattr(FileSystems, "match", fail)
    with pytest.raises(InputError, match="no credentials"):
        expand_inputs(["gs://b/news"])


def test_fingerprint_file_depends_on_content(folder):
    one, other = str(folder / "b.html"), str(folder / "sub" / "c.txt")
    first = fingerprint_file(one)
    assert first.startswith("6:")
    assert first == fingerprint_file(one) != fingerprint_file(other)
    (folder / "b.html").write_text("b.htmx")
    assert fingerprint_file(one) != first
    with pytest.raises(ReadError):
        fingerprint_file(str(folder / "missing"))


DATA = {
    "a.warc": (b"".join(response(number=number) for number in range(20)), "warc", ""),
    "a.warc.gz": (members(*(response(number=number) for number in range(20))), "warc", "gzip"),
    "a.jsonl": (b'{"text": "One"}\n' * 100, "jsonl", ""),
}


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("target", [100, 1000, 3000])
def test_split_ranges_of_splittable_file_are_contiguous(tmp_path, name, target):
    data, format, compression = DATA[name]
    (tmp_path / name).write_bytes(data)
    (source,) = expand_inputs([str(tmp_path)])
    ranges = split_ranges(source, target)
    assert (ranges[0].start, ranges[-1].end) == (0, len(data))
    assert all(one.end == two.start for one, two in pairwise(ranges))
    assert {(one.format, one.compression) for one in ranges} <= {(format, compression), ("", compression)}
    assert max(one.end - one.start for one in ranges) <= target
    whole = list(read_range(split_ranges(source, 1 << 40)[0]))
    assert [result for one in ranges for result in read_range(one)] == whole


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl.gz", gzip.compress(b'{"text": "One"}\n' * 9000)),
        ("a.html", b"<html>" * 100),
        ("a.json", b"[\n" + b'{"text": "One"},\n' * 50 + b'{"text": "Two"}]'),
        ("a.bin", bytes(500)),
        ("a.txt", b""),
    ],
)
def test_split_ranges_other_files_are_one_range(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    (source,) = expand_inputs([str(tmp_path)])
    (whole,) = split_ranges(source, 50)
    assert (whole.start, whole.end, whole.format) == (0, len(data), "")
    assert whole.compression == ("gzip" if name.endswith(".gz") else "")


def test_split_ranges_keeps_given_format(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"<html>")
    (source,) = expand_inputs([str(path)])
    (whole,) = split_ranges(source, 100, format="text")
    assert whole.format == "text"
    assert summarize(list(read_range(whole))) == ["<html>"]
    assert summarize(list(read_range(replace(whole, format="csv")))) == []


@pytest.mark.parametrize(("target", "format"), [(0, None), (10, "docx")])
def test_split_ranges_checks_arguments(target, format):
    with pytest.raises(ValueError, match="wanted"):
        split_ranges(SourceFile(uri="a", size=1), target, format)


def test_expand_inputs_skips_output_tables(folder):
    (folder / "sub" / "_newsbeam.json").write_text("{}")
    (folder / "sub" / "events").mkdir()
    (folder / "sub" / "events" / "part-0.parquet").write_text("x")
    assert names(expand_inputs([str(folder)]), folder) == ["a.html.gz", "b.html"]
    with pytest.raises(InputError, match="tables that newsbeam wrote"):
        expand_inputs([str(folder / "sub")])


def test_expand_inputs_glob_skips_output_tables_and_set_aside_files(folder):
    (folder / "out" / "events").mkdir(parents=True)
    (folder / "out" / "_newsbeam.json").write_text("{}")
    (folder / "out" / "events" / "part-0.parquet").write_text("x")
    assert names(expand_inputs([str(folder / "**")]), folder) == ALL
    assert names(expand_inputs([str(folder / "*" / "*")]), folder) == ["sub/c.txt"]
    assert names(expand_inputs([str(folder / "_temp" / "*")]), folder) == ["_temp/y"]
    assert names(expand_inputs([str(folder / "**" / "_temp" / "*")]), folder) == ["_temp/y"]
    for pattern in ("*p/*", "out/**", "**/*.parquet", "out/*/part-*"):
        with pytest.raises(InputError, match="matches no file"):
            expand_inputs([str(folder / pattern)])


def test_expand_inputs_glob_does_not_follow_links(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "e.txt").write_text("x")
    (folder / "sub" / "link").symlink_to(elsewhere)
    (folder / "sub" / "loop").symlink_to(folder)
    (folder / "f.txt").symlink_to(elsewhere / "e.txt")
    assert names(expand_inputs([str(folder / "**" / "*.txt")]), folder) == ["f.txt", "sub/c.txt"]
    assert names(expand_inputs([str(folder)]), folder) == sorted([*ALL, "f.txt"])


@pytest.mark.parametrize("pattern", ["gs://b/**", "gs://b/n*/**"])
def test_expand_inputs_remote_glob_skips_like_folder(monkeypatch, pattern):
    found = ["gs://b/news/a.html", "gs://b/news/_temporary/0/part", "gs://b/news/.x/b.html", "gs://b/news/sub/"]
    files = [FileMetadata(uri, 3) for uri in found]
    monkeypatch.setattr(FileSystems, "match", lambda patterns: [type("Match", (), {"metadata_list": files})])
    assert [one.uri for one in expand_inputs([pattern])] == ["gs://b/news/a.html"]


def test_expand_inputs_excludes_temporary_folder(folder):
    sources = expand_inputs([str(folder), str(folder / "**")], exclude=str(folder / "sub" / "deep"))
    assert names(sources, folder) == ["a.html.gz", "b.html", "sub/c.txt"]
    (folder / "sub" / "deeper").mkdir()
    (folder / "sub" / "deeper" / "d.txt").write_text("x")
    assert "sub/deeper/d.txt" in names(expand_inputs([str(folder)], exclude=str(folder / "sub" / "deep") + "/"), folder)


def test_fingerprints_unreadable_file_changes_once_readable(folder, monkeypatch):
    path = str(folder / "b.html")
    sources = expand_inputs([str(folder)])
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.inputs.open_file", _denied(path))
        prints = fingerprints(sources)
    assert prints[path] == "6:unreadable"
    assert prints == {**fingerprints(sources), path: "6:unreadable"}
    assert fingerprints(sources)[path] == fingerprint_file(path)


def _denied(path):
    def opened(uri):
        if uri == path:
            raise ReadError("unreadable", "PermissionError: not yours")
        return open_file(uri)

    return opened


def test_expand_inputs_unlistable_folder_raises(folder, monkeypatch):
    def denied(path):
        if path.endswith("deep"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", denied)
    for pattern in ("", "**"):
        with pytest.raises(InputError, match=r"sub/deep': cannot be listed \(Permission denied\)"):
            expand_inputs([str(folder / pattern)])

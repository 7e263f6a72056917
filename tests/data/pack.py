"""Packs the pages in warc/ into articles/crawl.warc.gz, as a news crawler would have written it.

    python tests/data/pack.py
"""

import gzip
from pathlib import Path

HERE = Path(__file__).parent
ARCHIVE = HERE / "articles" / "crawl.warc.gz"

PAGES = (
    ("https://www.example.com/news/kirkuk-bombing-toll-rises", "2024-03-13T12:02:11Z", "kirkuk-toll-rises.html"),
    ("https://www.example.net/markets/halden-forecast/", "2024-09-26T17:30:45Z", "frankfurt-halden-shares.html"),
    ("https://www.example.net/world/lake-victoria-ferry/", "2024-10-21T15:51:02Z", "lake-victoria-ferry.html"),
)
"""URL, crawl time and file of each page."""


def records() -> list[bytes]:
    """The archive's records: the crawler's metadata, requests and responses, one of them an error page."""
    packed = [_record("warcinfo", 0, "2024-03-13T12:00:00Z", None, b"software: example-crawler/1.0\r\n")]
    for number, (url, when, name) in enumerate(PAGES, 1):
        host, path = url.removeprefix("https://").split("/", 1)
        request = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        packed.append(_record("request", number * 10, when, url, request))
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        packed.append(_record("response", number * 10 + 1, when, url, head + (HERE / "warc" / name).read_bytes()))
    gone = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html><h1>Page not found</h1></html>"
    packed.append(_record("response", 99, "2024-10-21T15:52:00Z", "https://www.example.net/world/gone/", gone))
    return packed


def _record(kind: str, number: int, when: str, url: str | None, content: bytes) -> bytes:
    media_type = "application/warc-fields" if kind == "warcinfo" else f"application/http; msgtype={kind}"
    headers = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:5b1f0c9e-0000-4000-8000-{number:012}>",
        f"WARC-Date: {when}",
        *([f"WARC-Target-URI: {url}"] if url else []),
        f"Content-Type: {media_type}",
        f"Content-Length: {len(content)}",
    ]
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


if __name__ == "__main__":
    ARCHIVE.write_bytes(b"".join(gzip.compress(record, mtime=0) for record in records()))

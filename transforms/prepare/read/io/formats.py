"""The input formats, declared once: options, command line, detection and readers all use this table.

A new format needs a member of `Format`, a line in `FORMATS`, and a reader in `reader.READERS`. If its content can be
recognised, it also needs a rule in `sniff`; otherwise `suffix_decides` makes its file names select it.
"""

from enum import StrEnum
from typing import NamedTuple


class Format(StrEnum):
    """Names of the formats, as `--format` takes them."""

    HTML = "html"
    WARC = "warc"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    XML = "xml"
    TEXT = "text"


class FormatSpec(NamedTuple):
    """Properties of a format.

    Attributes:
        suffixes: File name suffixes in lower case.
        suffix_decides: Whether a suffix selects this format for a text file of no recognised content.
        splittable: Compressions ('' for none) of files that are read by ranges; see `InputRange`.
    """

    suffixes: tuple[str, ...]
    suffix_decides: bool = False
    splittable: tuple[str, ...] = ()


FORMATS: dict[Format, FormatSpec] = {
    Format.HTML: FormatSpec(("html", "htm", "xhtml", "shtml")),
    Format.WARC: FormatSpec(("warc",), splittable=("", "gzip")),
    Format.JSONL: FormatSpec(("jsonl", "ndjson", "jsonlines"), suffix_decides=True, splittable=("",)),
    Format.JSON: FormatSpec(("json",)),  # one document: an object, or an array of objects
    Format.CSV: FormatSpec(("csv", "tsv", "tab"), suffix_decides=True),
    Format.PARQUET: FormatSpec(("parquet", "pq")),
    Format.XML: FormatSpec(("xml", "rss", "atom", "rdf", "nitf", "newsml")),  # feeds, NewsML-G2 and NITF
    Format.TEXT: FormatSpec(("txt", "text")),
}

XML_ROOTS = frozenset(("rss", "RDF", "feed", "entry", "newsMessage", "newsItem", "nitf"))
"""Local names of the root elements of the XML documents that are read."""

"""Takes one text through the steps, so that the tables that they load at first use are in memory that workers share."""

from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.parse import parse_text

_RECORD = RawRecord(
    ref=RecordRef(uri="", media_type="text/plain"),
    url="https://news.example.com/2024/05/03/mali",
    title="Gunmen kill 12 soldiers in Mali",
    published="2024-05-03T10:00:00Z",
    text=(
        "GAO, Mali — Gunmen attacked a convoy near Gao on Thursday, killing at least 12 soldiers, the army said.\n\n"
        '"They came at dawn," said Amadou Diallo, the mayor of Gao. He accused the rebels of planning the attack.\n\n'
        "Thousands of people protested in Bamako, and police arrested three of them."
    ),
)


def warm_up_cleaning() -> Article:
    """Clean the text."""
    parsed = ParsedRecord(raw=_RECORD, parsed=parse_text(_RECORD.text or ""), is_page=False)
    article = clean_record(parsed)
    assert isinstance(article, Article), f"wanted an article, got {article}"
    return article


def warm_up_extraction(model: str) -> None:
    """Load the model, and extract from the text.

    Args:
        model: Name or path of a spaCy model.

    Raises:
        ModelError: It is not installed.
    """
    # What prepares articles starts without what extracts from them, which takes twice as long to import.
    from transforms.extract.annotate.annotator import annotator
    from transforms.extract.together import extract_together

    for _ in extract_together(annotator(model).annotate(warm_up_cleaning())):
        pass

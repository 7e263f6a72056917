"""One article from its file to rows, without a pipeline."""

from pipeline.errors import NewsbeamError, OptionError
from pipeline.inputs import InputError, expand_inputs, split_ranges
from schemas.flow.article_rows import ArticleRows
from schemas.rows.failure import REASONS, Rejected
from transforms.extract.annotate.annotator import annotator
from transforms.extract.annotate.model_files import ModelError
from transforms.extract.document import cached_document
from transforms.extract.entities.extract import extract_entities
from transforms.extract.events.extract import extract_events, with_subject
from transforms.extract.quotes.extract import extract_quotes
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.parse import parse_record
from transforms.prepare.parse.sandbox import shared_sandbox
from transforms.prepare.read.reader import read_range


def extract_one(file: str, *, format: str | None, model: str, number: int) -> ArticleRows:
    """Read, parse, clean and extract one article.

    Args:
        file: Path or URI.
        format: Its format; found by content when None.
        model: Name or path of a spaCy model.
        number: Which record of the file, from 1.

    Raises:
        OptionError: No such file, record or model.
        NewsbeamError: The record is no article; says at which stage it failed and why.
    """
    try:
        sources = expand_inputs([file])
    except InputError as error:
        raise OptionError(str(error)) from error
    ranges = [part for source in sources for part in split_ranges(source, 1 << 62, format)]
    records = (record for part in ranges for record in read_range(part))
    record = next((one for place, one in enumerate(records, 1) if place == number), None)
    if record is None:
        raise OptionError(f"{file}: wanted article {number}, but it holds fewer")
    if isinstance(record, Rejected):
        raise _stage_error(file, record)
    parsed = parse_record(record, shared_sandbox())
    if isinstance(parsed, Rejected):
        raise _stage_error(file, parsed)
    article = clean_record(parsed, source=None)
    if isinstance(article, Rejected):
        raise _stage_error(file, article)
    if article.outcome != "coded":
        return ArticleRows(article=article)
    try:
        document = cached_document(annotator(model).annotate(article))
    except ModelError as error:
        raise OptionError(str(error)) from error
    events = extract_events(document)
    return ArticleRows(
        article=with_subject(document, events),
        entities=extract_entities(document),
        quotes=extract_quotes(document),
        events=events,
    )


def _stage_error(file: str, rejected: Rejected) -> NewsbeamError:
    return NewsbeamError(
        f"{file}: failed at stage {rejected.stage}: {rejected.reason} ({REASONS[rejected.reason]}) {rejected.error}"
    )

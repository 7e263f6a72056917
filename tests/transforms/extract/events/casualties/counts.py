"""The casualties of a document, short enough to compare."""

from transforms.extract.document import Document
from transforms.extract.events.casualties.casualties import casualty_records


def counted(document: Document, *kinds: str) -> list[tuple[str, int, int | None]]:
    """Kind and range of the casualties that an article reports, in text order; of these kinds only, if any is given."""
    wanted = kinds or ("killed", "injured", "missing", "displaced", "arrested", "abducted")
    found = [record.casualties for record in casualty_records(document)]
    return [(one.kind, one.low, one.high) for one in found if one.kind in wanted]

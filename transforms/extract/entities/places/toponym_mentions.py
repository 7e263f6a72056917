"""Mentions of toponyms in the text, found by the gazetteer alone, and the evidence that each is meant as a place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from transforms.datelines import parse_dateline
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.gazetteer.model import Gazetteer
from transforms.extract.entities.gazetteer.name_keys import key_of
from transforms.extract.entities.places.toponyms import (
    country_of_institution,
    has_region_behind,
    is_abbreviation,
    lookup_toponym,
)
from transforms.extract.languages.load import load_lines, word_set

CERTAIN_BASES = frozenset(("region", "designation", "dateline"))
"""Contexts that leave no doubt that a place is meant."""

UNCERTAIN_BASES = frozenset(("name", "direction"))
"""Contexts in which the name of a person or an organisation stands as well."""

LOCAL_INSTITUTIONS = word_set("places.toml", "institutions", "local")
"""Nouns of what a place has one of: 'Lancaster City Council', 'Dayton police'."""

_MAX_NAME_LENGTH = 5
"""Words of the longest name looked for."""
_DATELINE_SENTENCES = 8
"""Sentences that may begin with a dateline: behind a headline or a caption it is within the text."""
_LINKING_WORDS = word_set("places.toml", "toponyms", "linking_words")
_PREPOSITIONS = word_set("places.toml", "toponyms", "prepositions")
_DIRECTIONS = word_set("places.toml", "toponyms", "direction_prepositions")
_DESIGNATIONS_BEFORE = word_set("places.toml", "designations", "before")
_DESIGNATIONS_BEHIND = word_set("places.toml", "designations", "behind")
_OTHER_LABELS = frozenset(
    ("PERSON", "DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "WORK_OF_ART", "QUANTITY")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToponymMention:
    """A passage that the gazetteer knows as a place.

    Attributes:
        text: The words as written.
        start: Offset of the first code point.
        end: Offset behind the last.
        basis: What shows that a place is meant: dateline, region (', Texas' follows), designation ('X County', 'the
            town of X'), preposition ('in X'), institution ('X police'), direction ('to X', which may be a person), or
            name when only the name does.
    """

    text: str
    start: int
    end: int
    basis: str


@cache
def _common_words() -> frozenset[str]:
    """Words that name a place only where the context leaves no doubt."""
    return frozenset(word for line in load_lines("common_words.txt") for word in line.split())


def is_common_word(form: str, bases: Iterable[str]) -> bool:
    """Whether a form is a common word that the context of no mention makes a place."""
    if is_abbreviation(form):  # 'US' is not the pronoun
        return False
    return key_of(form) in _common_words() and not CERTAIN_BASES.intersection(bases)


@per_document
def find_toponym_mentions(document: Document) -> tuple[ToponymMention, ...]:
    """The longest runs of capitalised words that name a place, outside names of people, in text order.

    The first words of sentences count too, though 'Reading' and 'Of' are towns: a mention whose basis is only the
    name is weak evidence.
    """
    gazetteer = load_gazetteer()
    found = [mention for mention in dateline_mentions(document) if not document.tokens_in(mention.start, mention.end)]
    next_token = 0
    for first in document.tokens:
        if not first.text[0].isupper() or first.i < next_token or not _may_begin(first):
            continue
        run = _capitalised_run(document.tokens, first.i)
        while run:
            form = document.text[first.start : run[-1].end]
            if _is_place(form, run, gazetteer):
                basis = basis_of(document, run, gazetteer)
                if not is_common_word(form, (basis,)):
                    found.append(ToponymMention(text=form, start=first.start, end=run[-1].end, basis=basis))
                next_token = run[-1].i + 1
                break
            run.pop()
    return tuple(found)


@per_document
def dateline_mentions(document: Document) -> tuple[ToponymMention, ...]:
    """The places of datelines: before the body, and at the start of paragraphs and of the first sentences."""
    text = document.text
    starts = {0, *(start for start, _ in document.paragraphs)}
    starts.update(sentence.start for sentence in document.sentences[:_DATELINE_SENTENCES])
    found: dict[int, ToponymMention] = {}
    for start in sorted(starts):
        dateline = parse_dateline(text, start)
        if dateline is None or not dateline.place:
            continue
        place = dateline.place.split(",")[0].split("(")[0].strip()
        offset = text.find(place, dateline.start, dateline.end)
        if offset >= 0 and place:
            mention = ToponymMention(text=place, start=offset, end=offset + len(place), basis="dateline")
            found.setdefault(offset, mention)
    return tuple(found.values())


@per_document
def _dateline_starts(document: Document) -> frozenset[int]:
    return frozenset(mention.start for mention in dateline_mentions(document))


def _may_begin(token: Token) -> bool:
    return token.label not in _OTHER_LABELS and token.tag not in ("PRP", "DT", "MD", "UH")


def _capitalised_run(tokens: Sequence[Token], first: int) -> list[Token]:
    """The capitalised words from a token on, with linking words and hyphens between them."""
    run = [tokens[first]]
    for token in tokens[first + 1 : first + _MAX_NAME_LENGTH]:
        if not (token.text[0].isupper() or token.text in _LINKING_WORDS):
            break
        if token.sentence is not run[0].sentence or token.label in _OTHER_LABELS:
            break
        run.append(token)
    while not run[-1].text[0].isupper():
        run.pop()
    return run


def _is_place(form: str, run: Sequence[Token], gazetteer: Gazetteer) -> bool:
    if gazetteer.abbreviated_division(form):
        return len(form) > 2 or form in ("US", "UK")  # 'IN', 'OR', 'ME' are states only behind a comma
    if len(form) < 3 or (len(run) == 1 and run[0].pos not in ("PROPN", "NOUN", "ADJ", "X")):
        return False
    return bool(lookup_toponym(form, gazetteer)) and not gazetteer.is_adjective(form)


def basis_of(document: Document, run: Sequence[Token], gazetteer: Gazetteer) -> str:
    """What shows that a run of tokens is meant as a place (`ToponymMention.basis`)."""
    if not run:
        return "name"
    if run[0].start in _dateline_starts(document):
        return "dateline"
    tokens, first, last = document.tokens, run[0].i, run[-1].i
    if run[-1].lower in _DESIGNATIONS_BEHIND and len(run) > 1:
        return "designation"
    before = tokens[first - 1] if first and tokens[first - 1].sentence is run[0].sentence else None
    if before is not None and before.lower == "of" and first > 1 and tokens[first - 2].lower in _DESIGNATIONS_BEFORE:
        return "designation"
    form = document.text[run[0].start : run[-1].end]
    if has_region_behind(document.text, run[-1].end, lookup_toponym(form, gazetteer), gazetteer):
        return "region"
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    continues = following is not None and following.text[0].isupper() and following.sentence is run[0].sentence
    if before is not None and before.tag in ("IN", "TO") and not continues:
        if before.lower in _PREPOSITIONS:
            return "preposition"
        if before.lower in _DIRECTIONS:
            return "direction"
    if following is None or following.start != run[-1].end + 1:
        return "name"
    is_institution = following.lower in LOCAL_INSTITUTIONS or country_of_institution(document.text, run[-1].end)
    return "institution" if is_institution else "name"

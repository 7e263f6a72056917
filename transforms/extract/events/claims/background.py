"""Background: past events that an article only mentions."""

from collections.abc import Sequence
from datetime import date, timedelta

from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.times import TimeMention, find_times
from transforms.extract.grammar.clauses import has_subject
from transforms.extract.grammar.embedding import modality_words
from transforms.extract.grammar.labels import VERBAL

RECENT = timedelta(days=31)
"""An event dated further back from the day of publication is background."""
_MAX_STEPS = 10
_MODIFIERS = frozenset(("nummod", "amod", "compound", "nmod", "poss"))
_CLAUSES = frozenset(("ccomp", "pcomp", "advcl", "relcl", "acl", "parataxis", "csubj", "csubjpass"))


def is_historical(document: Document, event: Token) -> bool:
    """Whether an event happened well before the article's own news.

    Its clause has a date more than `RECENT` before the day of publication, it depends on such a date ('since 2020, when
    rebels took the town'), or it is marked as past ('previously') or as commemorated ('the anniversary of').

    Args:
        document: The article; without a day of publication, dates are not considered.
        event: Head of the event's trigger.
    """
    published = document.article.published_date
    if _is_commemorated(event) or _is_marked_past(event):
        return True
    if published is None:
        return False
    dates = _dates_by_token(document)
    token = event
    for _ in range(_MAX_STEPS):
        verdict = _clause_is_old(document, token, dates, published)
        if verdict is not None:
            return verdict
        above = token.head
        if above is token:
            return False
        if token.dep in {"relcl", "acl", "advcl"} and above.i in dates:
            return _is_old(dates[above.i], published)
        if token.pos in VERBAL and token.dep == "conj" and has_subject(token):
            return False
        token = above
    return False


@per_document
def _dates_by_token(document: Document) -> dict[int, TimeMention]:
    """The date that each token is part of, by the token's index."""
    return {
        token.i: mention
        for mention in find_times(document)
        if mention.label == "DATE" and mention.time is not None and mention.time.end is not None
        for token in document.tokens_in(mention.start, mention.end)
    }


@per_document
def _dated_sentences(document: Document) -> frozenset[int]:
    """Indices of the sentences that have dates."""
    return frozenset(document.tokens[i].sentence.index for i in _dates_by_token(document))


def _is_old(mention: TimeMention, published: date) -> bool:
    end = mention.time.end if mention.time else None
    return end is not None and end < published - RECENT


def _clause_is_old(document: Document, token: Token, dates: dict[int, TimeMention], published: date) -> bool | None:
    """Whether a word's clause is dated long before the article; None if it has no date."""
    verdict: bool | None = None
    pending = list(token.children) if token.sentence.index in _dated_sentences(document) else []
    while pending:
        child = pending.pop()
        mention = dates.get(child.i)
        if mention is not None and not _is_duration(child):
            if child.dep in _MODIFIERS and child.head.i not in dates and child.head is not token:
                continue  # 'a 1996 sedan', 'the 1951 convention'
            if not _is_old(mention, published):
                return False
            verdict = True
        elif (
            child.dep not in _CLAUSES and not (child.dep == "conj" and child.pos in VERBAL) and not _is_duration(child)
        ):
            pending += child.children
    if verdict is None and token.pos in VERBAL and _has_past_phrase(document, token):
        return True
    return verdict


def _is_clause(token: Token) -> bool:
    return token.dep in _CLAUSES or (token.dep == "conj" and token.pos in VERBAL)


def _is_duration(token: Token) -> bool:
    """Whether a word belongs to a phrase such as 'since 2016', which gives a duration and no date."""
    while token.dep in {"pobj", "compound", "nummod", "pcomp", "amod", "npadvmod"}:
        if token.lower == "since" or token.head is token:
            break
        token = token.head
    return token.lower in {"since", "until", "till"} and token.dep in {"prep", "mark", "advmod"}


def _has_past_phrase(document: Document, verb: Token) -> bool:
    """Whether a verb has a phrase such as 'that year' or 'years ago': a past without a date of its own."""
    if verb.tag not in {"VBD", "VBN"} or not (verb.dep in {"conj", "xcomp"} or verb.head is verb):
        return False
    return any(_modifies(phrase, verb) for phrase in _past_phrases(document).get(verb.sentence.index, ()))


@per_document
def _past_phrases(document: Document) -> dict[int, list[list[Token]]]:
    """The tokens of such phrases, the first of each kind in a sentence, by the sentence's index."""
    text = document.text.lower()
    phrases = [phrase for phrase in sorted(modality_words("historical", "phrases")) if phrase in text]
    found: dict[int, list[list[Token]]] = {}
    for sentence in document.sentences if phrases else ():
        lower, start = sentence.text.lower(), sentence.start
        spans = [(start + at, start + at + len(phrase)) for phrase in phrases if (at := lower.find(phrase)) >= 0]
        if spans:
            found[sentence.index] = [document.tokens_in(*span) for span in spans]
    return found


def _modifies(phrase: Sequence[Token], verb: Token) -> bool:
    """Whether a phrase is complete and modifies a verb, not a clause below it: 'retook the hill lost years ago'."""
    if not phrase or phrase[-1].dep in _MODIFIERS or any(child.lower == "of" for child in phrase[-1].rights):
        return False  # 'in the past week', 'at the time of the shooting'
    token = phrase[0]
    while token is not verb:
        if token.dep in _CLAUSES or token.head is token:
            return False
        token = token.head
    return True


def _is_marked_past(token: Token) -> bool:
    """Whether an adverb puts a verb into the past: 'has previously questioned'."""
    return token.tag in {"VBD", "VBN"} and any(
        child.lower in modality_words("historical", "adverbs") for child in token.children
    )


def _is_commemorated(token: Token) -> bool:
    """Whether an event is remembered: 'the anniversary of the attack', 'commemorated the attack'."""
    above = token.head
    if token.dep == "pobj" and above.head.lemma in modality_words("historical", "nouns"):
        return True
    return token.dep == "dobj" and above.lemma in modality_words("historical", "verbs")

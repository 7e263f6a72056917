"""Background: events of the past that an article only recalls."""

from collections.abc import Sequence
from datetime import date, timedelta

from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.times import TimeMention, times
from transforms.extract.grammar.clauses import has_subject
from transforms.extract.grammar.embedding import modality_words
from transforms.extract.grammar.labels import VERBAL

RECENT = timedelta(days=31)
"""An event dated further back from the day of publication is background."""

_STEPS = 10
_MODIFIERS = frozenset(("nummod", "amod", "compound", "nmod", "poss"))
_CLAUSES = frozenset(("ccomp", "pcomp", "advcl", "relcl", "acl", "parataxis", "csubj", "csubjpass"))


def historical(document: Document, event: Token) -> bool:
    """Whether an event lies well before the article's own news.

    Its clause is dated more than `RECENT` before the day of publication, or it hangs on a word that is ('since 2020,
    when rebels took the town'), or the passage puts it back ('previously') or remembers it ('the anniversary of').

    Args:
        document: The article; without a day of publication only what is remembered is background.
        event: The head word of the event's trigger.
    """
    published = document.article.published_date
    if _remembered(event) or _before_now(event):
        return True
    if published is None:
        return False
    dated = _dated(document)
    token = event
    for _ in range(_STEPS):
        verdict = _clause_is_old(document, token, dated, published)
        if verdict is not None:
            return verdict
        above = token.head
        if above is token:
            return False
        if token.dep in {"relcl", "acl", "advcl"} and above.i in dated:
            return _old(dated[above.i], published)
        if token.pos in VERBAL and token.dep == "conj" and has_subject(token):
            return False
        token = above
    return False


@per_document
def _dated(document: Document) -> dict[int, TimeMention]:
    """Index of each token of a date, to that date."""
    return {
        token.i: mention
        for mention in times(document)
        if mention.label == "DATE" and mention.time is not None and mention.time.end is not None
        for token in document.tokens_in(mention.start, mention.end)
    }


@per_document
def _dated_sentences(document: Document) -> frozenset[int]:
    """Indices of the sentences that hold dates."""
    return frozenset(document.tokens[i].sentence.index for i in _dated(document))


def _old(mention: TimeMention, published: date) -> bool:
    end = mention.time.end if mention.time else None
    return end is not None and end < published - RECENT


def _clause_is_old(document: Document, token: Token, dated: dict[int, TimeMention], published: date) -> bool | None:
    """Whether a word's clause is dated long before the article; None where it has no date."""
    found: bool | None = None
    open_ = list(token.children) if token.sentence.index in _dated_sentences(document) else []
    while open_:
        child = open_.pop()
        mention = dated.get(child.i)
        if mention is not None and not _since(child):
            if child.dep in _MODIFIERS and child.head.i not in dated and child.head is not token:
                continue  # 'a 1996 sedan', 'the 1951 convention'
            if not _old(mention, published):
                return False
            found = True
            continue
        if child.dep not in _CLAUSES and not (child.dep == "conj" and child.pos in VERBAL) and not _since(child):
            open_ += child.children
    if found is None and token.pos in VERBAL and _told_of_then(document, token):
        return True
    return found


def _since(token: Token) -> bool:
    """'since 2016' tells how long, not when."""
    while token.dep in {"pobj", "compound", "nummod", "pcomp", "amod", "npadvmod"}:
        if token.lower == "since" or token.head is token:
            break
        token = token.head
    return token.lower in {"since", "until", "till"} and token.dep in {"prep", "mark", "advmod"}


def _told_of_then(document: Document, token: Token) -> bool:
    """'that year', 'years ago': a past that the passage names without a date of its own."""
    if token.tag not in {"VBD", "VBN"} or not (token.dep in {"conj", "xcomp"} or token.head is token):
        return False
    return any(_in_clause_of(token, phrase) for phrase in _phrases(document).get(token.sentence.index, ()))


@per_document
def _phrases(document: Document) -> dict[int, list[list[Token]]]:
    """The words of each such phrase, the first of its kind in a sentence, by the sentence's index."""
    whole, found = document.text.lower(), {}
    if phrases := [phrase for phrase in sorted(modality_words("historical", "phrases")) if phrase in whole]:
        for sentence in document.sentences:
            text, start = sentence.text.lower(), sentence.start
            places = [(start + at, start + at + len(phrase)) for phrase in phrases if (at := text.find(phrase)) >= 0]
            if places:
                found[sentence.index] = [document.tokens_in(*place) for place in places]
    return found


def _in_clause_of(verb: Token, phrase: Sequence[Token]) -> bool:
    """Whether words are a whole and hang on a verb, not on a clause below it: 'retook the hill lost years ago'."""
    if not phrase or phrase[-1].dep in _MODIFIERS or any(child.lower == "of" for child in phrase[-1].rights):
        return False  # 'in the past week', 'at the time of the shooting'
    token = phrase[0]
    while token is not verb:
        if token.dep in _CLAUSES or token.head is token:
            return False
        token = token.head
    return True


def _before_now(token: Token) -> bool:
    """'has previously questioned'."""
    return token.tag in {"VBD", "VBN"} and any(
        child.lower in modality_words("historical", "adverbs") for child in token.children
    )


def _remembered(token: Token) -> bool:
    """'the anniversary of the attack'."""
    above = token.head
    if token.dep == "pobj" and above.head.lemma in modality_words("historical", "nouns"):
        return True
    return token.dep == "dobj" and above.lemma in modality_words("historical", "verbs")

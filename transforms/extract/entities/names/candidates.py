"""Where names stand in an article: the model's spans with their edges mended, and runs of proper nouns it passed over.

The model finds most names but cuts many of them wrongly: a title or the day of a dateline inside, half of a double
name outside, two names and the verb between them in one. Each rule here mends one such kind.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from transforms.extract.document import Document, Token
from transforms.extract.entities.names.boundaries import WHOLE, extend, is_saint, pieces_of, proper_runs
from transforms.extract.entities.names.casing import SHOUTED, TITLED, capital, case_of, proper
from transforms.extract.entities.names.forms import AMOUNTS, Candidate, candidate_of, start_of
from transforms.extract.entities.names.position import placed
from transforms.extract.entities.words import all_of, given_names, kind_of, person_nouns, section
from transforms.extract.fold import fold

OTHERS = ("DATE", "TIME", "CARDINAL", "ORDINAL")
_PARTY = re.compile(r"[DRI]-[A-Z]")
"""'D-Ohio' behind a politician's name."""
_NO_NAMES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "of", "for"))
"""Words in front of which no title ends."""


def candidates(document: Document) -> list[Candidate]:
    """Every stretch of the article that may be a name, in text order, none overlapping another."""
    tokens = document.tokens
    taken = bytearray(len(tokens))
    case = case_of(document)
    found = placed(document)
    for candidate in found:
        _mark(candidate.tokens, taken)
    for run, label in _runs(tokens):
        if 1 in taken[run[0].i : run[-1].i + 1]:
            run = [token for token in run if not taken[token.i]]
            if not run or run[-1].i - run[0].i >= len(run):
                continue
        if label in OTHERS:
            _mark(run if _dated(run, label) else [token for token in run if not proper(token)], taken)
        elif label in AMOUNTS:
            _mark(run, taken)
            found.append(candidate_of(document, run, _amount(run, label)))
        elif case[run[0].sentence.index] != SHOUTED:
            title = case[run[0].sentence.index] == TITLED
            pieces = pieces_of(run, label)
            if title and label not in WHOLE:
                pieces = [piece for piece in pieces if len(piece) < 4 and all(t.tag[:3] == "NNP" for t in piece)]
            for piece in pieces:
                _mark(piece, taken)
            for piece in pieces:
                if label not in WHOLE and not title:
                    piece = extend(piece, tokens, taken, label)
                _mark(piece, taken)
                found += _titled(document, piece, label)
    for sentence in document.sentences:
        if not case[sentence.index]:
            for run in proper_runs(sentence, taken):
                found += _titled(document, run, "")
    found.sort(key=start_of)
    return _joined(document, found)


_CURRENCIES = frozenset(
    ("baht", "birr", "dinar", "dirham", "dollar", "dong", "euro", "forint", "franc", "hryvnia", "krona", "krone",
     "kroner", "lira", "naira", "peso", "rand", "reais", "renminbi", "rial", "ringgit", "riyal", "rouble", "ruble",
     "rupee", "rupiah", "shekel", "shilling", "taka", "tenge", "yen", "yuan", "zloty")
)  # fmt: skip
_SIGNS = frozenset("$€£¥₹₽₩₪₦₴")


def _amount(run: list[Token], label: str) -> str:
    """The kind of an amount by its unit, where that is plain."""
    if run[-1].text == "%" or run[-1].lower in ("percent", "pct") or [t.lower for t in run[-2:]] == ["per", "cent"]:
        return "PERCENT"
    if run[-1].lemma.lower() in _CURRENCIES or any(sign in _SIGNS for token in run for sign in token.text):
        return "MONEY"
    return label


def _dated(run: list[Token], label: str) -> bool:
    """Whether a time is one, not a number and a person's name run together: '14 - Ann Lee'."""
    return label in ("DATE", "TIME") and (
        not any(proper(token) and token.lower in given_names() for token in run)
        or run[-1].lower in ("day", "eve", "week", "year")
    )


def _joined(document: Document, found: list[Candidate]) -> list[Candidate]:
    """With one name made of two that 'of' joins, the first a kind of thing: 'Patriotic Union' of 'Kurdistan'."""
    heads, case = kind_of("heads"), case_of(document)
    kept: list[Candidate] = []
    for candidate in found:
        last = kept[-1] if kept else None
        if last is not None and last.tokens and candidate.tokens and last.label not in AMOUNTS:
            between = document.tokens[last.tokens[-1].i + 1 : candidate.tokens[0].i]
            kind = heads.get(last.tokens[-1].lower, "")
            if _spans(between, last, candidate, case):
                run = [*last.tokens, *between, *candidate.tokens]
                kept[-1] = candidate_of(document, run, "ORG")
                continue
            if (
                0 < len(between) <= 2
                and between[0].lower == "of"
                and (len(between) == 1 or between[1].lower == "the")
                and kind
                and last.tokens[-1].lower not in _SEATS
                and candidate.label not in AMOUNTS
            ):
                run = [*last.tokens, *between, *candidate.tokens]
                kept[-1] = candidate_of(document, run, last.label if last.label != "PERSON" else kind)
                continue
        kept.append(candidate)
    return kept


def _spans(between: list[Token], last: Candidate, candidate: Candidate, case: Sequence[str]) -> bool:
    """Whether one name goes over a preposition: 'Front for Renewal', 'Schools Without Walls'."""
    if len(between) != 1 or last.label not in ("ORG", "") or candidate.label not in ("ORG", ""):
        return False
    word = between[0]
    if word.sentence is not candidate.tokens[0].sentence or word.tag != "IN" or case[word.sentence.index]:
        return False
    if word.text == "for":
        after = candidate.tokens[0].text.isupper()
        return kind_of("heads").get(last.tokens[-1].lower) == "ORG" and not after
    return word.text in ("Without", "For", "Against", "Beyond", "Of")


_SEATS = frozenset(("city", "town", "village", "county", "province", "district", "municipality", "borough", "port"))
"""Heads behind which 'of' has the name alone: the City of London is London."""


def _mark(run: list[Token], taken: bytearray) -> None:
    for token in run:
        taken[token.i] = 1


def _runs(tokens: list[Token]) -> list[tuple[list[Token], str]]:
    """The model's entities."""
    found: list[tuple[list[Token], str]] = []
    run: list[Token] = []
    for token in [token for token in tokens if token.label]:
        if not run or token.begins or run[-1].i != token.i - 1 or run[-1].label != token.label:
            run = []
            found.append((run, token.label))
        run.append(token)
    return found


def _titled(document: Document, run: list[Token], label: str) -> list[Candidate]:
    """The run as a candidate, an honorific or office before a person's name cut off."""
    titles = all_of("titles")
    run, titled = _beyond_portfolio(run, document)
    if len(run) > 1 and label not in ("NORP", "EVENT", "LAW") and (label in ("PERSON", "") or not _organised(run)):
        cut = _behind_title(run)
        if cut and (label in ("PERSON", "") or run[cut - 1].lower not in _VAGUE):
            run, titled = run[cut:], True
            while len(run) > 1 and run[0].text in ("-", ".", "and"):
                run = run[1:]
    if label in ("PERSON", "", "ORG") and _office(run):
        return []
    if (run[0].text in ("D", "R", "I") and len(run) > 1 and run[1].text == "-") or _PARTY.match(run[0].text):
        return []
    after = document.tokens[run[-1].i + 1] if run[-1].i + 1 < len(document.tokens) else None
    if (
        after is not None
        and after.lower in ("minister", "secretary", "ministry", "department")
        and all(token.lower in section("context")["portfolios"] for token in run)
    ):
        return []
    before = document.tokens[run[0].i - 1] if run[0].i else None
    if before is not None and before.lower in titles and before.sentence is run[0].sentence and label != "NORP":
        titled = titled or (capital(before) and before.lower not in _VAGUE)
    return [candidate_of(document, run, label, "PERSON" if titled else "")]


def _behind_title(run: list[Token]) -> int:
    """How many words of a run belong to honorifics and offices before a person's name."""
    titles, nouns, cut = all_of("titles"), person_nouns(), 0
    for i, (token, following) in enumerate(pairwise(run)):
        if token.lower not in titles and token.lower not in nouns:
            continue
        called = token.lower in titles or (i == 0 and token is token.sentence.tokens[0])
        called = called or fold(following.text) in given_names()
        if called and not is_saint(token, following) and following.lower not in _NO_NAMES:
            cut = i + 1
    return cut


def _beyond_portfolio(run: list[Token], document: Document) -> tuple[list[Token], bool]:
    """The name behind an office's portfolio, and whether there was one: 'Lee' of 'Secretary of' 'State Lee'."""
    tokens, first, portfolios = document.tokens, run[0].i, section("context")["portfolios"]
    if first < 2 or tokens[first - 1].lower != "of" or tokens[first - 2].lower not in ("secretary", "minister"):
        return run, False
    if run[0].lower not in portfolios or tokens[first - 2].sentence is not run[0].sentence:
        return run, False
    behind = next((n for n, token in enumerate(run) if token.lower not in portfolios), len(run))
    if behind == len(run) or not capital(run[behind]):
        return run, False
    return run[behind:], True


def _office(run: list[Token]) -> bool:
    """Whether the words name an office and nobody: 'Prime Minister', 'Regional Humanitarian Coordinator'."""
    last, titles = run[-1].lower, all_of("titles")
    if len(run) == 1:
        return last in titles
    first, heads = run[0].text, kind_of("heads")
    if last not in titles and last not in person_nouns():
        return False
    if any(token.lower in heads for token in run[:-1]):
        return True
    return fold(first) not in given_names() and "." not in first


_VAGUE = frozenset(("general", "chief", "director", "staff", "private", "field", "crown", "grand", "captain", "agent"))
"""Titles that begin names of other things (General Motors) too."""


def _organised(run: list[Token]) -> bool:
    return run[-1].lower in section("heads")["ORG"] or run[-1].lower in section("firms")["suffixes"]

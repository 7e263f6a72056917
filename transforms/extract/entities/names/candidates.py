"""Candidates for names: the model's spans with corrected boundaries, and runs of proper nouns that it missed.

The model finds most names but often gets their boundaries wrong: a title or the day of a dateline inside, half of a
double name outside, two names and the verb between them in one. Each rule here corrects one such error.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from transforms.extract.document import Document, Token
from transforms.extract.entities.names.boundaries import (
    TITLES_OF_WORKS,
    extend_run,
    has_letter,
    is_saint,
    proper_noun_runs,
    split_run,
)
from transforms.extract.entities.names.casing import ALL_CAPS, TITLE_CASE, casing, is_capitalised, is_proper
from transforms.extract.entities.names.forms import AMOUNTS, QUOTATION_MARKS, Candidate, make_candidate, start_of
from transforms.extract.entities.names.identity import known_names
from transforms.extract.entities.names.position import positional_candidates
from transforms.extract.entities.words import FIRM_SUFFIXES, GIVEN_NAMES, NAME_NOUNS, PERSON_NOUNS, TITLES
from transforms.extract.fold import fold
from transforms.extract.languages.load import word_set, word_sets

_TIMES_AND_NUMBERS = ("DATE", "TIME", "CARDINAL", "ORDINAL")
_ORG_NOUNS = word_set("names.toml", "name_nouns", "ORG")
_PORTFOLIOS = word_set("names.toml", "context", "portfolios")
_SETTLEMENT_NOUNS = word_set("names.toml", "context", "settlement_nouns")
_CURRENCIES = word_set("names.toml", "amounts", "currencies")
_CURRENCY_SIGNS = frozenset("$€£¥₹₽₩₪₦₴")
_AMBIGUOUS_TITLES = word_sets("names.toml", "ambiguous_titles")
_PARTY_AND_STATE = re.compile(r"[DRI]-[A-Z]")
"""'D-Ohio' after a politician's name."""


def find_candidates(document: Document) -> list[Candidate]:
    """Every passage of the article that may be a name, in text order, without overlaps."""
    tokens = document.tokens
    taken = bytearray(len(tokens))
    cases = casing(document)
    found = positional_candidates(document)
    for candidate in found:
        _mark(candidate.tokens, taken)
    for candidate in _known_organisations(document, taken):
        _mark(candidate.tokens, taken)
        found.append(candidate)
    for run, label in _labelled_runs(tokens):
        if 1 in taken[run[0].i : run[-1].i + 1]:
            run = [token for token in run if not taken[token.i]]
            if not run or run[-1].i - run[0].i >= len(run):
                continue
        case = cases[run[0].sentence.index]
        if label in _TIMES_AND_NUMBERS:
            _mark(run if _is_time(run, label) else [token for token in run if not is_proper(token)], taken)
        elif label in AMOUNTS:
            _mark(run, taken)
            found.append(make_candidate(document, run, _amount_label(run, label)))
        elif case != ALL_CAPS:
            found += _candidates_of_run(document, run, label, taken, is_title_case=case == TITLE_CASE)
    for sentence in document.sentences:
        if not cases[sentence.index]:
            for run in proper_noun_runs(sentence, taken):
                found += _without_title(document, run, "")
    found.sort(key=start_of)
    return _join_over_nicknames(document, _join_over_prepositions(document, found))


def _known_organisations(document: Document, taken: bytearray) -> Iterator[Candidate]:
    """Well-known organisations whose names have several words, of which the model may see a part alone."""
    tokens, known, end = document.tokens, known_names(), 0
    beginnings = _known_beginnings()
    for token in document.tokens_of_forms([lower in beginnings for _, lower, _ in document.forms]):
        if token.i < end or taken[token.i] or token.text not in known:
            continue
        for name in known[token.text]:
            if not document.text.startswith(name, token.start):
                continue
            run = document.tokens_in(token.start, token.start + len(name))
            if run[-1].end == token.start + len(name) and not _is_part_of_longer_name(run, tokens):
                end = run[-1].i + 1
                yield make_candidate(document, run, "ORG")
                break


@cache
def _known_beginnings() -> frozenset[str]:
    """The first words of `known_names`, in lower case."""
    return frozenset(map(str.lower, known_names()))


def _is_part_of_longer_name(run: list[Token], tokens: list[Token]) -> bool:
    """Whether a name goes on before or behind a run."""
    first, last, sentence = run[0], run[-1], run[0].sentence
    before = first.i > sentence.tokens[0].i and is_proper(tokens[first.i - 1])
    behind = last.i < sentence.tokens[-1].i and is_proper(tokens[last.i + 1])
    return before or behind or last.sentence is not sentence


def _join_over_nicknames(document: Document, found: list[Candidate]) -> list[Candidate]:
    """The candidates, with a person's nickname in quotation marks joined to the name: 'Fritz "Ace" Lindt'."""
    joined: list[Candidate] = []
    first_at = {candidate.tokens[0].i: candidate for candidate in found if candidate.tokens}
    end = -1
    for candidate in found:
        if candidate.start < end:
            continue
        surname = _behind_nickname(candidate, first_at, document.tokens)
        if surname is not None:
            run = document.tokens[candidate.tokens[0].i : surname.tokens[-1].i + 1]
            candidate = make_candidate(document, run, "PERSON", "PERSON")
        end = candidate.end
        joined.append(candidate)
    return joined


def _behind_nickname(given: Candidate, first_at: dict[int, Candidate], tokens: list[Token]) -> Candidate | None:
    """The surname of a person whose given name is followed by a nickname in quotation marks."""
    if not given.tokens or given.label not in ("PERSON", "") or given.words[0] not in GIVEN_NAMES:
        return None
    opening = given.tokens[-1].i + 1
    if opening + 3 >= len(tokens) or tokens[opening].text not in QUOTATION_MARKS:
        return None
    for closing in range(opening + 2, min(opening + 5, len(tokens) - 1)):
        surname = first_at.get(closing + 1)
        if tokens[closing].text in QUOTATION_MARKS:
            return surname if surname is not None and surname.label in ("PERSON", "") else None
    return None


def _candidates_of_run(
    document: Document, run: list[Token], label: str, taken: bytearray, *, is_title_case: bool
) -> list[Candidate]:
    """Candidates of a span that the model labelled; in a sentence in title case only short runs of proper nouns."""
    found: list[Candidate] = []
    pieces = split_run(run, label)
    if is_title_case and label not in TITLES_OF_WORKS:
        pieces = [piece for piece in pieces if len(piece) < 4 and all(t.tag[:3] == "NNP" for t in piece)]
    for piece in pieces:
        _mark(piece, taken)
    for piece in pieces:
        if label not in TITLES_OF_WORKS and not is_title_case:
            piece = extend_run(piece, document.tokens, taken, label)
        _mark(piece, taken)
        found += _without_title(document, piece, label)
    return found


def _amount_label(run: list[Token], label: str) -> str:
    """The label of an amount: by its unit where that is clear, else the model's."""
    if run[-1].text == "%" or run[-1].lower in ("percent", "pct") or [t.lower for t in run[-2:]] == ["per", "cent"]:
        return "PERCENT"
    if run[-1].lemma.lower() in _CURRENCIES or any(sign in _CURRENCY_SIGNS for token in run for sign in token.text):
        return "MONEY"
    return label


def _is_time(run: list[Token], label: str) -> bool:
    """Whether a span labelled as a time is one, and not a number followed by a person's name: '14 - Ann Lee'."""
    return label in ("DATE", "TIME") and (
        not any(is_proper(token) and token.lower in GIVEN_NAMES for token in run)
        or run[-1].lower in ("day", "eve", "week", "year")
    )


def _join_over_prepositions(document: Document, found: list[Candidate]) -> list[Candidate]:
    """The candidates, with two joined where a preposition makes them one: 'Patriotic Union' of 'Kurdistan'."""
    cases = casing(document)
    joined: list[Candidate] = []
    for candidate in found:
        last = joined[-1] if joined else None
        if last is not None and last.tokens and candidate.tokens and last.label not in AMOUNTS:
            between = document.tokens[last.tokens[-1].i + 1 : candidate.tokens[0].i]
            if _is_one_organisation(between, last, candidate, cases):
                label = "ORG"
            elif _is_joined_by_of(between, last, candidate):
                label = last.label if last.label != "PERSON" else NAME_NOUNS[last.tokens[-1].lower]
            else:
                joined.append(candidate)
                continue
            joined[-1] = make_candidate(document, [*last.tokens, *between, *candidate.tokens], label)
            continue
        joined.append(candidate)
    return joined


def _is_joined_by_of(between: list[Token], last: Candidate, candidate: Candidate) -> bool:
    """Whether 'of' or 'of the' joins two candidates, the first of which ends with a noun for a kind of entity."""
    noun = last.tokens[-1].lower
    return (
        0 < len(between) <= 2
        and between[0].lower == "of"
        and (len(between) == 1 or between[1].lower == "the")
        and noun in NAME_NOUNS
        and noun not in _SETTLEMENT_NOUNS
        and candidate.label not in AMOUNTS
    )


def _is_one_organisation(between: list[Token], last: Candidate, candidate: Candidate, cases: Sequence[str]) -> bool:
    """Whether a preposition joins two parts of an organisation: 'Front for Renewal', 'Schools Without Walls'."""
    if len(between) != 1 or last.label not in ("ORG", "") or candidate.label not in ("ORG", ""):
        return False
    word = between[0]
    if word.sentence is not candidate.tokens[0].sentence or word.tag != "IN" or cases[word.sentence.index]:
        return False
    if word.text == "for":
        return NAME_NOUNS.get(last.tokens[-1].lower) == "ORG" and not candidate.tokens[0].text.isupper()
    return word.text in ("Without", "For", "Against", "Beyond", "Of")


def _mark(run: list[Token], taken: bytearray) -> None:
    for token in run:
        taken[token.i] = 1


def _labelled_runs(tokens: list[Token]) -> list[tuple[list[Token], str]]:
    """The model's spans with their labels."""
    found: list[tuple[list[Token], str]] = []
    run: list[Token] = []
    for token in [token for token in tokens if token.label]:
        if not run or token.begins_entity or run[-1].i != token.i - 1 or run[-1].label != token.label:
            run = []
            found.append((run, token.label))
        run.append(token)
    return found


def _without_title(document: Document, run: list[Token], label: str) -> list[Candidate]:
    """The run as a candidate, without the title before a person's name; empty when it is a title only."""
    run, has_title = _without_portfolio(run, document)
    if len(run) > 1 and label not in ("NORP", "EVENT", "LAW") and (label in ("PERSON", "") or not _names_org(run)):
        length = _title_length(run)
        if length and (label in ("PERSON", "") or run[length - 1].lower not in _AMBIGUOUS_TITLES["words"]):
            run, has_title = run[length:], True
            while len(run) > 1 and run[0].text in ("-", ".", "and"):
                run = run[1:]
            if not has_letter(run):
                return []  # 'Sr.', 'President-' of 'President-elect'
    if label in ("PERSON", "", "ORG") and _is_office(run):
        return []
    if (run[0].text in ("D", "R", "I") and len(run) > 1 and run[1].text == "-") or _PARTY_AND_STATE.match(run[0].text):
        return []
    after = document.tokens[run[-1].i + 1] if run[-1].i + 1 < len(document.tokens) else None
    if (
        after is not None
        and after.lower in ("minister", "secretary", "ministry", "department")
        and all(token.lower in _PORTFOLIOS for token in run)
    ):
        return []
    before = document.tokens[run[0].i - 1] if run[0].i else None
    if before is not None and before.lower in TITLES and before.sentence is run[0].sentence and label != "NORP":
        has_title = has_title or (is_capitalised(before) and before.lower not in _AMBIGUOUS_TITLES["words"])
    return [make_candidate(document, run, label, "PERSON" if has_title else "")]


def _title_length(run: list[Token]) -> int:
    """How many words at the beginning of a run are honorifics and offices before a person's name."""
    length = 0
    for i, (token, following) in enumerate(pairwise(run)):
        is_title = token.lower in TITLES
        if not is_title and token.lower not in PERSON_NOUNS:
            continue
        is_title = is_title or (i == 0 and token is token.sentence.tokens[0]) or fold(following.text) in GIVEN_NAMES
        begins_name = following.lower not in _AMBIGUOUS_TITLES["not_followed_by"]
        if is_title and begins_name and not is_saint(token, following):
            length = i + 1
    return length


def _without_portfolio(run: list[Token], document: Document) -> tuple[list[Token], bool]:
    """The name behind an office's portfolio, and whether there was one: 'Lee' of 'Secretary of' 'State Lee'."""
    tokens, first = document.tokens, run[0].i
    if (
        first < 2
        or tokens[first - 1].lower not in ("of", "for")
        or tokens[first - 2].lower not in ("secretary", "minister")
    ):
        return run, False
    if run[0].lower not in _PORTFOLIOS or tokens[first - 2].sentence is not run[0].sentence:
        return run, False
    behind = next((n for n, token in enumerate(run) if token.lower not in _PORTFOLIOS), len(run))
    if behind == len(run) or not is_capitalised(run[behind]):
        return run, False
    return run[behind:], True


def _is_office(run: list[Token]) -> bool:
    """Whether the words name an office and no one: 'Prime Minister', 'Regional Humanitarian Coordinator'."""
    last = run[-1].lower
    if len(run) == 1:
        return last in TITLES
    if last not in TITLES and last not in PERSON_NOUNS:
        return False
    if any(token.lower in NAME_NOUNS for token in run[:-1]):
        return True
    return fold(run[0].text) not in GIVEN_NAMES and "." not in run[0].text


def _names_org(run: list[Token]) -> bool:
    return run[-1].lower in _ORG_NOUNS or run[-1].lower in FIRM_SUFFIXES

"""Where names stand in an article: the model's spans with their edges mended, and runs of proper nouns it passed over.

The model finds most names but cuts many of them wrongly: a title or the day of a dateline inside, half of a double
name outside, two names and the verb between them in one. Each rule here mends one such kind.
"""

from transforms.extract.entities.forms import AMOUNTS, Candidate, candidate_of, fold
from transforms.extract.entities.layout import placed
from transforms.extract.entities.words import all_of, given_names, kind_of, person_nouns, section
from transforms.extract.syntax import Document, Sentence, Token

OTHERS = ("DATE", "TIME", "CARDINAL", "ORDINAL")
WHOLE = ("WORK_OF_ART", "EVENT", "LAW")
"""Labels of names that are sentences or hold verbs more often than two names run together."""

_GENERATIONS = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


def shouts(sentence: Sentence) -> bool:
    """Whether a sentence is a headline in capitals, where case tells nothing."""
    words = [token.text for token in sentence.tokens if len(token.text) > 1 and token.text.isalpha()]
    return len(words) > 2 and sum(word.isupper() for word in words) > 0.7 * len(words)


_NO_NAMES = ("VERB", "AUX", "ADV", "ADP", "PRON", "SCONJ", "ADJ", "NOUN")


def headline(sentence: Sentence) -> bool:
    """Whether A Sentence Is Written Like This One, so that a capital tells nothing."""
    words = [token for token in sentence.tokens if len(token.text) > 3 and token.text.isalpha()]
    if len(words) < 5 or sum(token.text[0].isupper() for token in words) <= 0.8 * len(words):
        return False
    return any(token.text[0].isupper() and token.pos in _NO_NAMES for token in words[1:])


def _capital(token: Token) -> bool:
    text = token.text
    return text[0].isupper() or (len(text) > 2 and text[0] in "'’" and text[1].isupper())


def proper(token: Token) -> bool:
    """Whether a token may belong to a name by its tag and its capital."""
    return (
        token.tag in ("NNP", "NNPS")
        and _capital(token)
        and token.lower not in section("context")["not_names"]
        and token.lower not in section("context")["calendar"]
    )


def candidates(document: Document) -> list[Candidate]:
    """Every stretch of the article that may be a name, in text order, none overlapping another."""
    tokens = document.tokens
    taken = bytearray(len(tokens))
    loud = {sentence.index for sentence in document.sentences if shouts(sentence)}
    titles = {sentence.index for sentence in document.sentences if headline(sentence)}
    found = placed(document)
    for candidate in found:
        _mark(candidate.tokens, taken)
    for run, label in _runs(tokens):
        if any(taken[token.i] for token in run):
            run = [token for token in run if not taken[token.i]]
            if not run or run[-1].i - run[0].i >= len(run):
                continue
        if label in OTHERS:
            _mark(run if _dated(run, label) else [token for token in run if not proper(token)], taken)
        elif label in AMOUNTS:
            _mark(run, taken)
            found.append(candidate_of(document, run, label))
        elif run[0].sentence.index not in loud:
            title = run[0].sentence.index in titles
            pieces = _pieces(run, label)
            if title and label not in WHOLE:
                pieces = [piece for piece in pieces if len(piece) < 4 and all(t.tag[:3] == "NNP" for t in piece)]
            for piece in pieces:
                _mark(piece, taken)
            for piece in pieces:
                if label not in WHOLE and not title:
                    piece = _extend(piece, tokens, taken, label)
                _mark(piece, taken)
                found += _titled(document, piece, label)
    for sentence in document.sentences:
        if sentence.index not in loud and sentence.index not in titles:
            for run in _proper_runs(sentence, taken):
                found += _titled(document, run, "")
    found.sort(key=_start)
    return _joined(document, found)


def _start(candidate: Candidate) -> int:
    return candidate.start


def _dated(run: list[Token], label: str) -> bool:
    """Whether a time is one, not a number and a person's name run together: '14 - Ann Lee'."""
    return label in ("DATE", "TIME") and (
        not any(proper(token) and token.lower in given_names() for token in run)
        or run[-1].lower in ("day", "eve", "week", "year")
    )


def _joined(document: Document, found: list[Candidate]) -> list[Candidate]:
    """With one name made of two that 'of' joins, the first a kind of thing: 'Patriotic Union' of 'Kurdistan'."""
    heads = kind_of("heads")
    kept: list[Candidate] = []
    for candidate in found:
        last = kept[-1] if kept else None
        if last is not None and last.tokens and candidate.tokens and last.label not in AMOUNTS:
            between = document.tokens[last.tokens[-1].i + 1 : candidate.tokens[0].i]
            kind = heads.get(last.tokens[-1].lower, "")
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


_SEATS = frozenset(("city", "town", "village", "county", "province", "district", "municipality", "borough", "port"))
"""Heads behind which 'of' has the name alone: the City of London is London."""


def _mark(run: list[Token], taken: bytearray) -> None:
    for token in run:
        taken[token.i] = 1


def _runs(tokens: list[Token]) -> list[tuple[list[Token], str]]:
    """The model's entities."""
    found: list[tuple[list[Token], str]] = []
    for token in tokens:
        if not token.label:
            continue
        if token.begins or not found or found[-1][0][-1].i != token.i - 1 or found[-1][1] != token.label:
            found.append(([token], token.label))
        else:
            found[-1][0].append(token)
    return found


def _pieces(run: list[Token], label: str) -> list[list[Token]]:
    """Cut a run where no name goes on, and trim the edges."""
    if label in WHOLE and not any(token.pos == "VERB" and token.text.islower() for token in run[1:-1]):
        piece = _trim(run, label)
        return [piece] if piece else []
    pieces: list[list[Token]] = [[]]
    for token in run:
        if _cuts(token, run, label):
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [trimmed for piece in pieces if (trimmed := _trim(piece, label))]


def _cuts(token: Token, run: list[Token], label: str) -> bool:
    text = token.text
    if text in ("(", ")", "[", "]", "—", "--", ";", ":", "|", '"', "“", "”"):
        return True
    if text in ("-", "–"):  # a dash between two words, not a hyphen within one
        return token.i > run[0].i and run[token.i - run[0].i - 1].end < token.start
    if text[0].isdigit() and label not in ("PRODUCT", "LAW", "FAC"):  # a score or a day between two names
        return token.i > run[0].i and len(run) > 2
    if text[0].isupper() or text[0].isdigit():
        return False
    if label in ("PERSON", "GPE", "NORP") and text in (",", "and", "&", "or"):
        return not (label == "GPE" and text in ("and", "&") and len(run) == 3 and token is run[1] and _islands(run))
    return token.pos in ("VERB", "AUX") and token.lower not in section("context")["links"]


def _islands(run: list[Token]) -> bool:
    """States whose name is a pair of islands or lands."""
    return (run[0].lower, run[2].lower) in {
        ("bosnia", "herzegovina"),
        ("trinidad", "tobago"),
        ("antigua", "barbuda"),
    }


def _trim(run: list[Token], label: str) -> list[Token]:
    """Without what belongs to no name at either edge; nothing when no word of a name is left."""
    context = section("context")
    first, last = 0, len(run) - 1
    while first <= last and not _opens(run, first, label):
        first += 1
    while last >= first and not _closes(run[last], label):
        last -= 1
    kept = run[first : last + 1]
    if not kept or not any(_capital(token) or token.text[0].isdigit() for token in kept):
        return []
    if len(kept) == 1 and (kept[0].lower in context["not_names"] or kept[0].lower in context["calendar"]):
        return []
    if not any(c.isalpha() for token in kept for c in token.text):
        return []
    return kept


def _opens(run: list[Token], i: int, label: str) -> bool:
    token = run[i]
    if token.tag in ("DT", "PRP$", "PRP", "POS", "IN", "CC") and not (
        token.lower in section("context")["particles"] and _capital(token) and label == "PERSON"
    ):
        return False
    if _capital(token):
        return token.lower not in section("context")["calendar"] or label in WHOLE or len(run) - i < 2
    if token.text[0].isdigit():
        return label in ("ORG", "FAC", "PRODUCT", "LAW") and i + 1 < len(run) and _capital(run[i + 1])
    if token.lower in section("context")["particles"] and token.text[0].isalpha():
        following = run[i + 1] if i + 1 < len(run) else None
        return following is not None and (
            following.text in ("-", "’", "'") or (label == "PERSON" and _capital(following))
        )
    return label in WHOLE and token.text[0].isalpha()


def _closes(token: Token, label: str) -> bool:
    text = token.text
    if _capital(token):
        return token.lower not in ("'s", "’s")
    if text[0].isdigit() or text[0] in ".0":
        return (label in ("PRODUCT", "LAW") and token.tag == "CD") or label in WHOLE
    return label in WHOLE and text[0].isalpha() and token.tag not in ("IN", "DT", "POS", "CC")


def _extend(run: list[Token], tokens: list[Token], taken: bytearray, label: str) -> list[Token]:
    """With the proper nouns and hyphenated parts next to it that the model left outside."""
    run = list(run)
    titles, particles = all_of("titles"), section("context")["particles"]
    while run[0].i > 1 and tokens[run[0].i - 1].text in ("-", "’", "'") and tokens[run[0].i - 1].end == run[0].start:
        before = tokens[run[0].i - 2]
        if before.end != tokens[run[0].i - 1].start or taken[before.i]:
            break
        if not (_capital(before) or before.lower in particles) or before.lower in ("ex", "anti", "pro", "non"):
            break
        run[:0] = [before, tokens[run[0].i - 1]]
    while run[-1].i + 2 < len(tokens) and tokens[run[-1].i + 1].text == "-":
        dash, after = tokens[run[-1].i + 1], tokens[run[-1].i + 2]
        if dash.start != run[-1].end or after.start != dash.end or taken[after.i] or not proper(after):
            break
        run += [dash, after]
    if label == "NORP":
        return run
    while run[0].i > 0:
        before = tokens[run[0].i - 1]
        if before.sentence is not run[0].sentence or taken[before.i] or not proper(before) or before.lower in titles:
            break
        if before.dep != "compound" or (before.i == before.sentence.tokens[0].i and label in ("GPE", "LOC")):
            break
        run.insert(0, before)
    while run[-1].i + 1 < len(tokens):
        after = tokens[run[-1].i + 1]
        if after.sentence is not run[0].sentence or taken[after.i] or not proper(after) or after.lower in titles:
            break
        if run[-1].dep != "compound" and after.dep not in ("flat", "compound"):
            break
        run.append(after)
    return run


def _proper_runs(sentence: Sentence, taken: bytearray) -> list[list[Token]]:
    """Runs of proper nouns that the model gave no type."""
    found: list[list[Token]] = []
    tokens, i = sentence.tokens, 0
    while i < len(tokens):
        if taken[tokens[i].i] or not proper(tokens[i]):
            i += 1
            continue
        run = [tokens[i]]
        i += 1
        while i < len(tokens) and not taken[tokens[i].i]:
            if proper(tokens[i]):
                run.append(tokens[i])
                i += 1
            elif bridge := _bridge(tokens, i):
                run += tokens[i : i + bridge]
                i += bridge
            else:
                break
        found.append(run)
    return found


def _bridge(tokens: list[Token], i: int) -> int:
    """How many tokens from `i` on join what stands before to a proper noun: 'van der', the '-ul-' of a name."""
    particles, n = section("context")["particles"], 0
    while i + n < len(tokens) and n < 3:
        token = tokens[i + n]
        if n and proper(token):
            return n
        hyphen = token.text in ("-", "'", "’") and token.start == tokens[i + n - 1].end and i + n + 1 < len(tokens)
        if hyphen and tokens[i + n + 1].start != token.end:
            return 0
        if not hyphen and (token.lower not in particles or not token.text[0].isalpha()):
            return 0
        n += 1
    return n if n and i + n < len(tokens) and proper(tokens[i + n]) else 0


def _titled(document: Document, run: list[Token], label: str) -> list[Candidate]:
    """The run as a candidate, an honorific or office before a person's name cut off."""
    titles = all_of("titles")
    titled = False
    if label in ("PERSON", "") or (label in ("ORG", "GPE", "WORK_OF_ART") and not _organised(run)):
        cut = 0
        opens = run[0] is run[0].sentence.tokens[0]
        for i, token in enumerate(run[:-1]):
            called = token.lower in titles or (opens and i == 0 and token.lower in person_nouns())
            if called and run[i + 1].lower not in _GENERATIONS and run[i + 1].lower not in ("of", "for"):
                cut = i + 1
        if cut and (label in ("PERSON", "") or run[cut - 1].lower not in _VAGUE):
            run, titled = run[cut:], True
            while len(run) > 1 and run[0].text in ("-", ".", "and"):
                run = run[1:]
    if label in ("PERSON", "", "ORG") and _office(run):
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
        titled = titled or (_capital(before) and before.lower not in _VAGUE)
    return [candidate_of(document, run, label, "PERSON" if titled else "")]


def _office(run: list[Token]) -> bool:
    """Whether the words name an office and nobody: 'Prime Minister', 'Regional Humanitarian Coordinator'."""
    last, titles = run[-1].lower, all_of("titles")
    if len(run) == 1:
        return last in titles
    first = run[0].text
    return (last in titles or last in person_nouns()) and fold(first) not in given_names() and "." not in first


_VAGUE = frozenset(("general", "chief", "director", "staff", "private", "field", "crown", "grand", "captain", "agent"))
"""Titles that begin names of other things (General Motors) too."""


def _organised(run: list[Token]) -> bool:
    return run[-1].lower in section("heads")["ORG"] or run[-1].lower in section("firms")["suffixes"]

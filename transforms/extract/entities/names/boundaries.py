"""Where a name begins and ends: the model's spans cut and trimmed, widened by what they left outside."""

from transforms.extract.document import Sentence, Token
from transforms.extract.entities.names.casing import PROPER, capital, proper
from transforms.extract.entities.words import all_of, section

WHOLE = ("WORK_OF_ART", "EVENT", "LAW")
"""Labels of names that are sentences or hold verbs more often than two names run together."""


def pieces_of(run: list[Token], label: str) -> list[list[Token]]:
    """Cut a run where no name goes on, and trim the edges."""
    if all(map(proper, run)) and run[0].text[0].isalpha():
        return [run]  # as most are
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
    if label == "PERSON" and token.tag == "POS":  # 'Lee's Leeds home'
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
    if first + 2 <= last and run[first].lower in _PREFIXES and run[first + 1].text == "-":
        first += 2
    while last >= first and not _closes(run[last], label):
        last -= 1
    kept = run[first : last + 1]
    if not kept or not any(capital(token) or token.text[0].isdigit() for token in kept):
        return []
    if len(kept) == 1 and (kept[0].lower in context["not_names"] or kept[0].lower in context["calendar"]):
        return []
    return kept if any(token.text[0].isalpha() or _lettered(token.text) for token in kept) else []


def _lettered(text: str) -> bool:
    return any(map(str.isalpha, text))


_PREFIXES = frozenset(("anti", "pro", "ex", "non", "un", "post", "pre", "mid", "pan", "neo", "then"))


def _opens(run: list[Token], i: int, label: str) -> bool:
    token = run[i]
    if token.tag in ("DT", "PRP$", "PRP", "POS", "IN", "CC") and not (
        token.lower in section("context")["particles"] and capital(token) and label == "PERSON"
    ):
        return False
    if capital(token):
        return token.lower not in section("context")["calendar"] or label in WHOLE or len(run) - i < 2
    if token.text[0].isdigit():
        return label in ("ORG", "FAC", "PRODUCT", "LAW") and i + 1 < len(run) and capital(run[i + 1])
    if token.lower in section("context")["particles"] and token.text[0].isalpha():
        following = run[i + 1] if i + 1 < len(run) else None
        return following is not None and (
            following.text in ("-", "’", "'") or (label == "PERSON" and capital(following))
        )
    return label in WHOLE and token.text[0].isalpha()


def _closes(token: Token, label: str) -> bool:
    text = token.text
    if capital(token):
        return token.lower not in ("'s", "’s")
    if text[0].isdigit() or text[0] in ".0":
        return (label in ("PRODUCT", "LAW") and token.tag == "CD") or label in WHOLE
    return label in WHOLE and text[0].isalpha() and token.tag not in ("IN", "DT", "POS", "CC")


def extend(run: list[Token], tokens: list[Token], taken: bytearray, label: str) -> list[Token]:
    """With the proper nouns and hyphenated parts next to it that the model left outside."""
    run = list(run)
    titles, particles = all_of("titles"), section("context")["particles"]
    while run[0].i > 1 and tokens[run[0].i - 1].text in ("-", "’", "'") and tokens[run[0].i - 1].end == run[0].start:
        before = tokens[run[0].i - 2]
        if before.end != tokens[run[0].i - 1].start or taken[before.i]:
            break
        if not (capital(before) or before.lower in particles) or before.lower in _PREFIXES:
            break
        run[:0] = [before, tokens[run[0].i - 1]]
    while run[-1].i + 2 < len(tokens) and tokens[run[-1].i + 1].text == "-":
        dash, after = tokens[run[-1].i + 1], tokens[run[-1].i + 2]
        if dash.start != run[-1].end or after.start != dash.end or taken[after.i] or not proper(after):
            break
        run += [dash, after]
    if label == "NORP":
        return run
    if run[0].i and is_saint(tokens[run[0].i - 1], run[0]):
        run.insert(0, tokens[run[0].i - 1])
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


def is_saint(before: Token, name: Token) -> bool:
    """Whether a name is a saint's: 'St. Albans', though the model has 'Albans' alone."""
    return before.text in ("St.", "St", "Ste.", "Saint") and before.sentence is name.sentence and capital(name)


def proper_runs(sentence: Sentence, taken: bytearray) -> list[list[Token]]:
    """Runs of proper nouns that the model gave no type."""
    found: list[list[Token]] = []
    tokens, i = sentence.tokens, 0
    begin = tokens[0].i
    for first in [token for token in tokens if token.tag in PROPER and not taken[token.i] and proper(token)]:
        if first.i - begin < i:
            continue
        run = [first]
        i = first.i - begin + 1
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

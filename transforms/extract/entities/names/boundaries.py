"""Where a name begins and ends: the model's spans split, trimmed and extended."""

from transforms.extract.document import Sentence, Token
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.names.casing import PROPER_NOUN_TAGS, is_capitalised, is_proper
from transforms.extract.entities.words import GIVEN_NAMES, TITLES
from transforms.extract.fold import fold
from transforms.extract.languages.load import word_sets

TITLES_OF_WORKS = ("WORK_OF_ART", "EVENT", "LAW")
"""Labels of names that may contain verbs or be whole sentences."""

_CONTEXT = word_sets("names.toml", "context")
_CALENDAR = _CONTEXT["calendar"]
_LINKING_WORDS = _CONTEXT["linking_words"]
_PARTICLES = _CONTEXT["particles"]
_PREFIXES = _CONTEXT["prefixes"]
_SEPARATORS = frozenset('()[]—;:|"“”') | {"--"}
_HYPHENS = ("-", "’", "'")


def split_run(run: list[Token], label: str) -> list[list[Token]]:
    """Split a run of tokens where no name continues, and trim each piece."""
    if all(map(is_proper, run)) and run[0].text[0].isalpha():
        return [run]  # the most frequent case
    if label in TITLES_OF_WORKS and not any(token.pos == "VERB" and token.text.islower() for token in run[1:-1]):
        piece = _trim(run, label)
        return [piece] if piece else []
    pieces: list[list[Token]] = [[]]
    for token in run:
        if _is_boundary(token, run, label):
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [trimmed for piece in pieces if (trimmed := _trim(piece, label))]


def _is_boundary(token: Token, run: list[Token], label: str) -> bool:
    text = token.text
    if text in _SEPARATORS:
        return True
    if label == "PERSON" and token.tag == "POS":  # 'Lee's Leeds home'
        return True
    if text in ("-", "–"):  # a dash between two words or states, not a hyphen within one
        is_pair = len(run) == 3 and token is run[1] and _joins_states(run[0], run[2])
        return is_pair or (token.i > run[0].i and run[token.i - run[0].i - 1].end < token.start)
    if text[0].isdigit() and label not in ("PRODUCT", "LAW", "FAC"):  # a score or a day between two names
        return token.i > run[0].i and len(run) > 2
    if text[0].isupper() or text[0].isdigit():
        return False
    if label in ("PERSON", "GPE", "NORP") and text in (",", "and", "&", "or"):
        joins = label == "GPE" and text in ("and", "&") and len(run) == 3 and token is run[1]
        return not (joins and f"{run[0].lower}_{run[2].lower}" in _CONTEXT["paired_countries"])
    return token.pos in ("VERB", "AUX") and token.lower not in _LINKING_WORDS


def _joins_states(first: Token, second: Token) -> bool:
    """Whether two words joined by a hyphen are states or stand for them: 'US-Mexico', but not 'Guinea-Bissau'."""
    code_of = load_gazetteer().country_code_of
    is_pair = bool(code_of(first.text) and code_of(second.text)) and not code_of(f"{first.text}-{second.text}")
    return is_pair and f"{first.lower}_{second.lower}" not in _CONTEXT["paired_countries"]


def _trim(run: list[Token], label: str) -> list[Token]:
    """The run without tokens at either end that belong to no name; empty when nothing name-like is left."""
    first, last = 0, len(run) - 1
    while first <= last and not _may_begin(run, first, label):
        first += 1
    if first + 2 <= last and run[first].lower in _PREFIXES and run[first + 1].text == "-":
        first += 2
    while last >= first and not _may_end(run[last], label) and not _ends_hyphenated_name(run[first : last + 1], label):
        last -= 1
    trimmed = run[first : last + 1]
    if not trimmed or not any(is_capitalised(token) or token.text[0].isdigit() for token in trimmed):
        return []
    if len(trimmed) == 1 and (trimmed[0].lower in _CONTEXT["not_names"] or trimmed[0].lower in _CALENDAR):
        return []
    return trimmed if has_letter(trimmed) else []


def has_letter(run: list[Token]) -> bool:
    """Whether there is a letter in any token of a run; without one it is no name."""
    return any(any(map(str.isalpha, token.text)) for token in run)


def _may_begin(run: list[Token], i: int, label: str) -> bool:
    """Whether a name may begin with token `i` of a run."""
    token = run[i]
    is_particle = token.lower in _PARTICLES
    if token.tag in ("DT", "PRP$", "PRP", "POS", "IN", "CC") and not (
        is_particle and is_capitalised(token) and label == "PERSON"
    ):
        return False
    if is_capitalised(token):
        return token.lower not in _CALENDAR or label in TITLES_OF_WORKS or len(run) - i < 2
    following = run[i + 1] if i + 1 < len(run) else None
    if token.text[0].isdigit():
        return label in ("ORG", "FAC", "PRODUCT", "LAW") and following is not None and is_capitalised(following)
    if is_particle and token.text[0].isalpha():
        return following is not None and (
            following.text in _HYPHENS
            or (label == "PERSON" and (is_capitalised(following) or following.lower in _PARTICLES))
        )
    return label in TITLES_OF_WORKS and token.text[0].isalpha()


def _may_end(token: Token, label: str) -> bool:
    """Whether a name may end with this token."""
    text = token.text
    if is_capitalised(token):
        return token.lower not in ("'s", "’s")
    if text[0].isdigit() or text[0] in ".0":
        return (label in ("PRODUCT", "LAW") and token.tag == "CD") or label in TITLES_OF_WORKS
    return label in TITLES_OF_WORKS and text[0].isalpha() and token.tag not in ("IN", "DT", "POS", "CC")


def _ends_hyphenated_name(run: list[Token], label: str) -> bool:
    """Whether a person's name ends in small letters behind a hyphen: 'Ban Ki-moon'."""
    if label != "PERSON" or len(run) < 4 or run[-2].text != "-" or run[-1].tag.startswith("VB"):
        return False
    joined = run[-3].end == run[-2].start and run[-2].end == run[-1].start
    return joined and run[-1].text.isalpha() and all(map(is_capitalised, run[:-2]))


def extend_run(run: list[Token], tokens: list[Token], taken: bytearray, label: str) -> list[Token]:
    """A run with the adjacent proper nouns and hyphenated parts that the model left out.

    Args:
        run: Tokens of a name.
        tokens: All tokens of the document.
        taken: For each of them whether it is part of a name already.
        label: The model's label of the name.
    """
    run = list(run)
    _extend_over_hyphens(run, tokens, taken)
    if label == "NORP":
        return run
    if run[0].i and is_saint(tokens[run[0].i - 1], run[0]):
        run.insert(0, tokens[run[0].i - 1])
    while run[0].i > 0:
        before = tokens[run[0].i - 1]
        if not _is_free_proper_noun(before, run, taken):
            break
        if before.dep != "compound" or (before.i == before.sentence.tokens[0].i and label in ("GPE", "LOC")):
            break
        run.insert(0, before)
    while run[-1].i + 1 < len(tokens):
        after = tokens[run[-1].i + 1]
        if _is_surname_of_month(after, run, label):
            run.append(after)
            break
        if not _is_free_proper_noun(after, run, taken):
            break
        if run[-1].dep != "compound" and after.dep not in ("flat", "compound"):
            break
        run.append(after)
    return run


def _is_surname_of_month(token: Token, run: list[Token], label: str) -> bool:
    """Whether a month behind a given name is a surname: 'Theresa May', but not 'Theresa May 5'."""
    if label != "PERSON" or len(run) > 1 or token.lower not in _CALENDAR or token.tag != "NNP":
        return False
    sentence = token.sentence.tokens
    following = sentence[token.i + 1 - sentence[0].i : token.i + 2 - sentence[0].i]
    is_dated = any(other.text[0].isdigit() for other in following)
    return fold(run[0].text) in GIVEN_NAMES and token.sentence is run[0].sentence and not is_dated


def _extend_over_hyphens(run: list[Token], tokens: list[Token], taken: bytearray) -> None:
    """Add what a hyphen or apostrophe joins to the run without white space."""
    while run[0].i > 1 and tokens[run[0].i - 1].text in _HYPHENS and tokens[run[0].i - 1].end == run[0].start:
        before = tokens[run[0].i - 2]
        if before.end != tokens[run[0].i - 1].start or taken[before.i]:
            break
        if not (is_capitalised(before) or before.lower in _PARTICLES) or before.lower in _PREFIXES:
            break
        if _joins_states(before, run[0]):
            break
        run[:0] = [before, tokens[run[0].i - 1]]
    while run[-1].i + 2 < len(tokens) and tokens[run[-1].i + 1].text == "-":
        dash, after = tokens[run[-1].i + 1], tokens[run[-1].i + 2]
        if dash.start != run[-1].end or after.start != dash.end or taken[after.i] or not is_proper(after):
            break
        if _joins_states(run[-1], after):
            break
        run += [dash, after]


def _is_free_proper_noun(token: Token, run: list[Token], taken: bytearray) -> bool:
    """Whether a token beside a run is a proper noun of no other name and no title."""
    same_sentence = token.sentence is run[0].sentence
    return same_sentence and not taken[token.i] and is_proper(token) and token.lower not in TITLES


def is_saint(before: Token, name: Token) -> bool:
    """Whether a name is a saint's: 'St. Albans', though the model labels 'Albans' alone."""
    return before.text in ("St.", "St", "Ste.", "Saint") and before.sentence is name.sentence and is_capitalised(name)


def proper_noun_runs(sentence: Sentence, taken: bytearray) -> list[list[Token]]:
    """Runs of proper nouns of a sentence that the model did not label."""
    found: list[list[Token]] = []
    tokens, i = sentence.tokens, 0
    begin = tokens[0].i
    starts = [token for token in tokens if token.tag in PROPER_NOUN_TAGS and not taken[token.i] and is_proper(token)]
    for first in starts:
        if first.i - begin < i:
            continue
        run = [first]
        i = first.i - begin + 1
        while i < len(tokens) and not taken[tokens[i].i]:
            if is_proper(tokens[i]):
                run.append(tokens[i])
                i += 1
            elif link := _link_length(tokens, i):
                run += tokens[i : i + link]
                i += link
            else:
                break
        found.append(run)
    return found


def _link_length(tokens: list[Token], i: int) -> int:
    """How many tokens from `i` on link a name to a following proper noun: 'van der', the '-ul-' of 'Zia-ul-Haq'."""
    n = 0
    while i + n < len(tokens) and n < 3:
        token = tokens[i + n]
        if n and is_proper(token):
            return n
        hyphen = token.text in _HYPHENS and token.start == tokens[i + n - 1].end and i + n + 1 < len(tokens)
        if hyphen and tokens[i + n + 1].start != token.end:
            return 0
        if not hyphen and (token.lower not in _PARTICLES or not token.text[0].isalpha()):
            return 0
        n += 1
    return n if n and i + n < len(tokens) and is_proper(tokens[i + n]) else 0

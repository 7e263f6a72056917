"""Triggers: the words that tell events, each in its best sense, one for each happening of a clause."""

from collections import Counter
from dataclasses import replace

from schemas.codebook import COOPERATIVE_TYPES, HARM_TYPES, HOSTILE_TYPES
from transforms.extract.document import Document, Sentence, Token, per_document
from transforms.extract.events.triggers.lexicon import entries_of
from transforms.extract.events.triggers.senses import TriggerMatch, match_at
from transforms.extract.events.triggers.sport import is_game
from transforms.extract.grammar.arguments import governing_verb, light_verb, objects, subjects
from transforms.extract.grammar.clauses import is_passive
from transforms.extract.grammar.labels import SUBJECTS, VERBAL
from transforms.extract.grammar.modifiers import named_modifiers
from transforms.extract.grammar.noun_phrases import is_time
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes, lemma_of, meets

PURPOSE = frozenset(("for", "on", "in"))  # 'flew in for talks', 'arrived on a visit'
FUTURE = frozenset(("will", "would", "shall", "'ll", "wo"))
ANNOUNCED = COOPERATIVE_TYPES | HOSTILE_TYPES
HARMERS = ("person", "force", "weapon", "explosive", "aircraft", "accident", "disaster")
PLAYED = frozenset(("ASSAULT", "STATE_CONTROL", "MOBILIZE", "RETREAT", "COERCE"))
PLAIN = frozenset(("ASSAULT", "ACCIDENT", "DISASTER", "COERCE", "CRIME"))


@per_document
def triggers(document: Document) -> tuple[TriggerMatch, ...]:
    """All triggers of an article, in text order.

    Args:
        document: The article.

    Returns:
        One match an act: 'carried out an attack' is one, 'shot and killed' is one. A consequence ('killing three') is
        one of its own that knows its cause, for it has victims of its own.
    """
    found: list[TriggerMatch] = []
    for sentence in document.sentences:
        telling = [token for token in sentence.tokens if entries_of(token.lemma, token.lower, token.pos)]
        matches = [match for token in telling if (match := match_at(token)) is not None]
        matches = [match for match in matches if match.event_type not in PLAYED or not is_game(document, match.token)]
        if matches:
            found += _framed(_one_each(matches))
    return tuple(_by_article(found))


# --- one for each happening -----------------------------------------------------------------


def _one_each(matches: list[TriggerMatch]) -> list[TriggerMatch]:
    """Drop words used up by a longer trigger, and join the triggers of one happening."""
    if len(matches) == 1:
        return [match for match in matches if _tells(match)]
    used = {word.i for match in matches for word in match.tokens if word is not match.token}
    for match in matches:
        if any(condition == "object" for condition, _ in match.entry.conditions.require) and match.token.pos in VERBAL:
            used |= {noun.i for noun in objects(match.token) if noun.pos == "NOUN"}
    by_token = {match.token.i: match for match in matches if match.token.i not in used}
    for match in tuple(by_token.values()):
        other = _other(match, by_token)
        if other is None or other.token is by_token[match.token.i].token:
            continue
        if match.entry.sense.consequence and not _same_happening(other, match) and not _is_tool(other):
            by_token[match.token.i] = _caused(other, by_token[match.token.i])
        else:
            kept, joined = _joined(other, by_token[match.token.i])
            for i, known in tuple(by_token.items()):
                if known.token in (kept.token, joined.token):
                    by_token[i] = kept
    found = {match.token.i: match for match in by_token.values()}
    return [found[i] for i in sorted(found) if found[i].joined or _tells(found[i])]


def _is_tool(match: TriggerMatch) -> bool:
    """Whether a trigger is a weapon that stands for its use: 'a car bomb killed nine'."""
    return match.entry.pos == "NOUN" and meets(match.token, classes()["explosive"])


def _caused(cause: TriggerMatch, match: TriggerMatch) -> TriggerMatch:
    """'Killed' of 'killed in an airstrike' is an airstrike; a consequence is told by its own word.

    'Wounded' of 'killed and wounded' has the cause that 'killed' has; a raid by the police does not make it COERCE.
    """
    first = cause.cause or cause
    if first.entry.sense.consequence or first.event_type not in HARM_TYPES:
        return replace(match, cause=cause)
    mode = match.event_mode if match.event_type == first.event_type else None
    return replace(match, event_type=first.event_type, event_mode=first.event_mode or mode, cause=cause)


def _joined(cause: TriggerMatch, match: TriggerMatch) -> tuple[TriggerMatch, TriggerMatch]:
    """Which of two triggers of a happening stays and which goes: verbs stay before nouns, causes before results.

    'killed in an airstrike' is told by 'killed' and is an airstrike; 'attacked, killing two' is told by 'attacked'.
    """
    if match.token.dep != "oprd" and (cause.entry.pos == "NOUN" or cause.token.dep in SUBJECTS):
        mode = match.event_mode if match.event_type == cause.event_type else None
        kept = replace(match, event_type=cause.event_type, event_mode=cause.event_mode or mode)
        return replace(kept, joined=(*match.joined, cause, *cause.joined)), cause
    return replace(cause, joined=(*cause.joined, match, *match.joined)), match


def _other(match: TriggerMatch, by_token: dict[int, TriggerMatch]) -> TriggerMatch | None:
    """The other trigger of the sentence that tells the same happening, and says better what it was."""
    token = match.token
    head = by_token.get(token.head.i)
    if token.dep == "conj" and head is not None and _same_happening(head, match):
        return head
    if match.entry.pos == "NOUN" and token.dep in ("attr", "oprd") and match.event_type in HARM_TYPES:
        same = [by_token.get(child.i) for child in token.head.children if child.dep in ("nsubj", "dobj")]
        return next((one for one in same if one is not None and one.event_type == match.event_type), None)
    if (
        match.entry.pos == "NOUN"
        and token.dep == "pobj"
        and token.head.lower in PURPOSE
        and match.event_type not in HARM_TYPES
    ):
        verb = by_token.get(token.head.head.i)
        return verb if verb is not None and verb.event_type == match.event_type else None
    if not match.entry.sense.consequence or token.pos not in VERBAL:
        return None
    near = _before(match, by_token)
    if not is_passive(token):
        near += [noun for one in subjects(token) for noun in _tellers(one)]
    if token.dep in ("advcl", "xcomp", "acl", "relcl", "conj"):
        near += [token.head, *objects(token.head)] if token.head.pos in VERBAL else [token.head]
        if token.dep == "advcl" and is_passive(token.head):
            near += subjects(token.head)  # 'was hit by a blast, killing two'
    for name in ("in", "by", "during", "after", "from", "when"):
        near += prepositional_objects([token], name)
    when = [child for child in token.children if child.dep == "advcl" and child.pos in VERBAL]
    near += when + [other for child in when for other in child.children if other.dep == "conj"]
    for one in near:
        cause = by_token.get(one.i)
        if (
            cause is not None
            and cause.event_type in PLAIN
            and not (cause.entry.sense.consequence and one is not token.head)
        ):
            return cause
    return None


def _before(match: TriggerMatch, by_token: dict[int, TriggerMatch]) -> list[Token]:
    """The attack told last before a participle whose clause tells none: 'hunt a man who bombed a bar, killing two'."""
    token = match.token
    above = by_token.get(token.head.i)
    if token.dep != "advcl" or token.tag != "VBG" or (above is not None and above.event_type in HARM_TYPES):
        return []
    told = [
        other.token
        for other in by_token.values()
        if token.head.i < other.token.i < token.i
        and other.token.pos in VERBAL
        and other.event_type in HARM_TYPES
        and not other.entry.sense.consequence
    ]
    return [max(told, key=lambda other: other.i)] if told else []


def _tellers(noun: Token) -> list[Token]:
    """The noun, and those above it that a clause behind it may hang on: 'an attack on a cafe in Leeds which killed'."""
    found = [noun]
    while len(found) < 6:
        above = noun.head if noun.dep == "appos" else noun.head.head
        if noun.dep not in ("pobj", "appos") or above.pos not in ("NOUN", "PROPN"):
            break
        noun = above
        found.append(noun)
    return found[:1] if any(meets(found[0], classes()[name]) for name in HARMERS) else found


def _same_happening(one: TriggerMatch, other: TriggerMatch) -> bool:
    """'shot and killed', 'robbed and beaten': joined verbs of one type about the same people."""
    if one.event_type != other.event_type or one.token.pos not in VERBAL or other.token.pos not in VERBAL:
        return False
    shared = {token.i for token in objects(one.token)} & {token.i for token in objects(other.token)}
    return bool(shared)


def _tells(match: TriggerMatch) -> bool:
    """Whether a noun tells a happening and does not merely point back ('since the talks') or name a kind of it."""
    noun = match.token
    if match.entry.pos == "NOUN" and _is_heading(noun.sentence):
        return False
    if match.entry.pos != "NOUN" or len(match.tokens) > 2 or light_verb(noun) is not None:
        return True
    if any(child.lower in ("a", "an", "another") or child.dep == "nummod" for child in noun.children):
        return True
    if match.event_type in HARM_TYPES and (noun.dep == "compound" or any(_specific(child) for child in noun.children)):
        return True  # 'the attack', 'Friday's attack', 'the murder suspect'
    if noun.dep == "pobj" and noun.head.lower == "of" and meets(noun.head.head, classes()["measure"]):
        return True  # 'a wave of attacks'
    if named_modifiers(noun) or any(child.dep == "poss" and not is_time(child) for child in noun.children):
        return True
    if any(child.dep == "acl" and lemma_of(child) in classes()["light"].words for child in noun.children):
        return True  # 'attacks carried out by rebels'
    if any(
        prepositional_objects([noun], name) for name in ("of", "by", "against", "on", "with", "between", "at", "in")
    ):
        return True
    return (
        noun.dep in ("nsubj", "ROOT") and noun.head.pos in VERBAL and lemma_of(noun.head) in classes()["happen"].words
    )


def _is_heading(sentence: Sentence) -> bool:
    """A line without verb and full stop is a heading or a link: titles are not coded."""
    return sentence.text[-1] not in ".!?\"'”’" and not any(token.pos in VERBAL for token in sentence.tokens)


def _specific(word: Token) -> bool:
    return word.dep == "det" or (
        word.dep in ("poss", "compound", "nmod", "npadvmod") and word.label in ("DATE", "TIME")
    )


def _by_article(matches: list[TriggerMatch]) -> list[TriggerMatch]:
    """'Seven were killed' in an article about a crash tells of the crash: the kind of harm most told of there."""
    told = Counter(
        one.event_type
        for match in matches
        for one in (match, *match.joined)
        if one.event_type in HARM_TYPES and not one.entry.sense.consequence
    )
    kind = max(("ASSAULT", "ACCIDENT", "DISASTER"), key=lambda name: told[name])
    if kind == "ASSAULT":
        return matches
    return [replace(match, event_type=kind, event_mode=None) if _open(match) else match for match in matches]


def _open(match: TriggerMatch) -> bool:
    """Whether a passage tells of harm without telling who or what did it."""
    verb = match.token
    plain = match.event_type == "ASSAULT" and match.entry.sense.consequence and len(match.tokens) == 1
    return plain and not match.joined and verb.pos in VERBAL and is_passive(verb) and not subjects(verb)


# --- frames ---------------------------------------------------------------------------------


def _framed(matches: list[TriggerMatch]) -> list[TriggerMatch]:
    """PLOVER codes what is announced by the announcement: 'will help' is AGREE, 'will bomb' is THREATEN."""
    return [_frame(match) for match in matches]


def _frame(match: TriggerMatch) -> TriggerMatch:
    if match.token.dep == "aux":
        return replace(match, framed=True)
    if match.event_type not in ANNOUNCED:
        return match
    verb = match.token if match.token.pos in VERBAL else governing_verb(match.token)
    if verb is None:
        return match
    auxiliaries = {child.lower for child in verb.children if child.dep == "aux"}
    if not auxiliaries & FUTURE or is_passive(verb):
        return match
    negated = any(child.dep == "neg" for child in verb.children)
    if match.event_type in COOPERATIVE_TYPES:
        return replace(match, event_type="REJECT" if negated else "AGREE", event_mode=None, framed=True)
    return match if negated else replace(match, event_type="THREATEN", event_mode=None, framed=True)

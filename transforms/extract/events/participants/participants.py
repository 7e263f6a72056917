"""Who did it and to whom: the participants of a trigger, read off the parse by the roles of its sense."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from schemas.codebook import HARM_TYPES
from schemas.flow.span import Span
from schemas.rows.entity import Entity
from schemas.rows.event import Participant
from transforms.extract.coreference.binding import bound_antecedent
from transforms.extract.coreference.resolve import refer
from transforms.extract.document import Document, Token
from transforms.extract.entities.extract import resolve
from transforms.extract.entities.gazetteer.load import country_code_of
from transforms.extract.events.participants.nominal import of_happening
from transforms.extract.events.participants.sectors import sector_of
from transforms.extract.events.triggers.senses import TriggerMatch, clause_matches, match_at
from transforms.extract.grammar.arguments import indirect_objects, light_verb, objects, subjects, surface_subjects
from transforms.extract.grammar.clauses import complement_clause
from transforms.extract.grammar.labels import SUBJECTS, VERBAL
from transforms.extract.grammar.modifiers import measured_nouns, named_modifiers
from transforms.extract.grammar.noun_phrases import first_conjunct, is_time, noun_phrase_span, with_conjuncts
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes, lemma_of, meets

MOST = 8
ACCUSED = frozenset(("accuse", "convict", "warn", "suspect", "acquit", "rob", "strip", "relieve", "clear", "blame"))
NOBODY = frozenset(("it", "that", "this", "which", "what", "there", "these", "those", "who", "whom", "itself", "such"))
IMPOSED = frozenset(("impose", "place", "levy", "slap"))  # 'lifted the ban imposed on them'
GENERIC = ("dative", "to", "with", "against", "object", "for", "on", "from", "in")
TOOLS = ("weapon", "explosive")
SPOKEN = frozenset(("REJECT", "AGREE"))
"""Types that have a matter for an object."""
CAMPS = frozenset(("opposition", "resistance"))
DEEP = 3
SOMEONE = frozenset(("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"))
COUNTRIED = frozenset(("GPE", "NORP", "LOC", "ORG", "FAC"))
"""Labels of names that may tell a country."""
BODIES = frozenset(("country", "nation", "state", "organization", "organisation", "company", "firm", "city", "region"))
AROUND = frozenset(("in", "at", "near", "inside", "outside", "across"))
SPARKING = frozenset(("spark", "prompt", "trigger", "provoke"))
SITES = frozenset(("street", "road", "avenue", "place", "area", "city", "town", "village", "highway")) | frozenset(
    ("district", "region", "province")
)


@dataclass(frozen=True, slots=True)
class Roles:
    """Who plays which part in an event."""

    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    instrument: Span | None


def participants(document: Document, match: TriggerMatch) -> Roles:
    """The participants of a trigger.

    Args:
        document: The article.
        match: The trigger.

    Returns:
        Actors and recipients in text order, each the noun phrase without trailing clauses, and the instrument.
    """
    actors, recipients, tools = _parts(match)
    if match.cause is not None:
        cause = match.cause.cause or match.cause
        causers, _, means = _parts(cause)
        tools = tools or (means if match.event_type == "ACCIDENT" else [])
        actors = (actors if _shares_subject(match, cause) else []) or causers
    for other in match.joined:
        more_actors, more_recipients, more_tools = _parts(other)
        actors = actors or more_actors
        recipients += [noun for noun in more_recipients if noun not in recipients]
        tools = tools or more_tools
    if match.event_type in SPOKEN:
        recipients = [whom for noun in recipients for whom in _whom(noun)]
    recipients = [noun for noun in recipients if noun not in actors and noun not in match.tokens]
    actors, recipients = _with_named(actors), _with_named(recipients, match.token)
    return Roles(
        actors=_participants(document, actors),
        recipients=_participants(document, recipients, "of" if match.entry.words[0] in ACCUSED else ""),
        instrument=_instrument(document, tools, match),
    )


def _shares_subject(match: TriggerMatch, cause: TriggerMatch) -> bool:
    """Whether the subject of a consequence is who did it: of 'hunt a man who fired shots, killing two' it is not."""
    first = first_conjunct(match.token)
    return first.dep not in ("advcl", "relcl") or (cause.entry.pos != "NOUN" and first.head in cause.tokens)


def _with_named(heads: list[Token], verb: Token | None = None) -> list[Token]:
    """The heads, and who is named of them: 'three editors, including Ana Ruiz and Bo Li', also behind the verb."""
    whole = [*heads, verb] if heads and verb is not None else heads
    named = [
        noun for noun in prepositional_objects(whole, "including") if noun.label in ("PERSON", "ORG", "NORP", "GPE")
    ]
    return list(dict.fromkeys([*heads, *named]))


def _parts(match: TriggerMatch) -> tuple[list[Token], list[Token], list[Token]]:
    """Heads of the actors, recipients and instruments of one trigger; a happening is not an actor."""
    actors, recipients = _filled(match, match.entry.actor), _filled(match, match.entry.recipient)
    if match.entry.pos == "NOUN":
        actors, recipients = of_happening(match, actors, recipients)
    tools = [noun for noun in actors if _is_tool(noun) or _is_means(noun, match)]
    actors = [one for noun in actors if noun not in tools and not _is_event(noun) for one in _doers(noun)]
    tools = tools or _tools(match)
    owners = [owner for tool in tools[:1] for owner in named_modifiers(tool)] if not actors else []
    return actors or owners, recipients, tools


def _doers(noun: Token) -> list[Token]:
    """Who acts: of a matter or a measure whose it is ('the ministry's decision'), else nobody."""
    if noun.label in SOMEONE or not meets(noun, classes()["matter"]):
        return [noun]
    owners = [child for child in noun.children if child.dep == "poss" and not is_time(child)]
    return [one for owner in owners or named_modifiers(noun) for one in _meant(owner)]


def _is_event(noun: Token) -> bool:
    """Whether a noun tells a happening itself: 'the attack', 'a wave of attacks'; not 'the opposition'."""
    if noun.lemma in CAMPS and not any(child.lower in ("to", "against") for child in noun.rights):
        return False
    return match_at(noun) is not None or any(
        match_at(inner) is not None for inner in measured_nouns(noun) if inner is not noun
    )


def _is_scene(noun: Token) -> bool:
    """Whether a subject of 'killed' is a place: 'a blast in Leeds that killed', 'the hall was hit, killing'."""
    if noun.label == "GPE":
        whole = noun.head if noun.dep == "appos" else noun
        return whole.dep == "pobj" and whole.head.lower in AROUND
    return noun.label in ("FAC", "LOC")


def _whom(noun: Token, depth: int = 0) -> list[Token]:
    """Who is meant where a matter is agreed to or refused: whose it is or whom it is about, else nobody.

    'accusations by the ministry' and 'talks with the ministry' are the ministry; 'humanitarian access' is nobody.
    """
    if _is_someone(noun) or any(child.label in SOMEONE for child in noun.lefts if child.dep != "poss"):
        return [noun]
    makers = [maker for name in ("by", "from") for maker in prepositional_objects([noun], name)]
    makers = [maker for maker in makers if maker.pos in ("PROPN", "NOUN")]
    makers = makers or [child for child in noun.lefts if child.dep == "poss" and child.label in SOMEONE]
    if makers or depth == DEEP:
        return makers
    behind = [
        other for child in noun.rights if child.dep == "prep" for other in prepositional_objects([noun], child.lower)
    ]
    return next((found for other in behind if (found := _whom(other, depth + 1))), [])


def _is_someone(noun: Token) -> bool:
    """Whether a noun stands for people, a body or a country."""
    if noun.label in SOMEONE or noun.pos in ("PRON", "PROPN", "ADJ", "NUM", "DET") or noun.lemma in BODIES:
        return True
    return any(meets(noun, classes()[name]) for name in ("person", "force", "office"))


# --- slots ----------------------------------------------------------------------------------


def _filled(match: TriggerMatch, slots: Iterable[str]) -> list[Token]:
    """The heads in the first slot that holds someone; pronouns are replaced by what the grammar binds them to."""
    for slot in slots:
        nouns = [other for noun in _slot(match, slot) for other in _meant(noun)]
        found = [noun for noun in dict.fromkeys(nouns) if _can_take_part(noun, match)]
        if slot in AROUND and match.event_type in HARM_TYPES:
            found = [noun for noun in found if noun.label not in ("GPE", "LOC") and lemma_of(noun) not in SITES]
        if found:
            return found
    return []


def _meant(noun: Token) -> list[Token]:
    """What the grammar binds a pronoun to, of 'they' all that are joined; else the noun itself."""
    other = bound_antecedent(noun)
    if other is None:
        return [noun]
    return with_conjuncts([other]) if noun.lower in ("they", "them", "their") else [other]


def _can_take_part(noun: Token, match: TriggerMatch) -> bool:
    if noun in match.tokens or is_time(noun) or noun.pos in ("VERB", "ADV", "SCONJ", "PUNCT", "ADP", "AUX"):
        return False
    return noun.lower not in NOBODY or (noun.lower == "it" and noun.dep != "expl")


def _slot(match: TriggerMatch, slot: str) -> list[Token]:
    token = match.token
    if slot == "complement":
        return _complement(match)
    if slot == "clause":
        clauses = [clause for word in (token, *match.tokens) if (clause := complement_clause(word)) is not None]
        return _own_subjects(clauses[0]) if clauses else []
    if token.pos in VERBAL or token.pos == "ADJ":
        return _of_verb(match, slot)
    return _of_noun(token, slot)


def _own_subjects(clause: Token) -> list[Token]:
    return with_conjuncts(child for child in clause.children if child.dep in SUBJECTS and child.pos not in VERBAL)


def _of_verb(match: TriggerMatch, slot: str) -> list[Token]:
    verb = match.token
    if slot == "subject":
        return surface_subjects(verb) if verb.pos == "ADJ" else subjects(verb)
    taken = {word.i for word in match.tokens}
    if slot == "object":
        found = [noun for noun in objects(verb) if noun.i not in taken]
        if not found and len(match.tokens) > 1:  # 'left two people dead': the people hang on 'dead'
            found = [
                child
                for word in match.tokens
                if word is not verb
                for child in word.children
                if child.dep in SUBJECTS and child.i not in taken
            ]
        return found
    if slot == "dative":
        return indirect_objects(verb)
    if slot == "speaker":
        return subjects(verb.head.head)
    if slot == "obliged":
        return surface_subjects(verb.head)
    if slot in ("possessor", "modifier", "compound"):
        return [noun for word in match.tokens if word is not verb for noun in _of_noun(word, slot)]
    near = [*match.tokens, *(noun for noun in objects(verb) if noun.i > verb.i)]
    near += [child for noun in near for child in noun.children if child.dep == "acl" and child.lemma in IMPOSED]
    return prepositional_objects(dict.fromkeys(near), slot)


def _of_noun(noun: Token, slot: str) -> list[Token]:
    light = light_verb(noun)
    if slot == "subject":
        return subjects(light) if light is not None and not _leads_to(light, noun) else []
    if slot == "modifier" and light is not None and subjects(light):
        return []
    if slot == "object":
        return prepositional_objects([noun], "of")
    if slot == "dative":
        return indirect_objects(light) if light is not None else []
    if slot == "possessor":
        return [child for child in noun.children if child.dep == "poss" and not is_time(child)]
    if slot == "modifier":
        return named_modifiers(noun)
    if slot == "compound":
        return [child for child in noun.children if child.dep == "compound" and meets(child, classes()["person"])]
    words = [noun] if light is None else [noun, light]
    words += [child for child in noun.children if child.dep == "acl" and lemma_of(child) in classes()["light"].words]
    words += [
        child for child in noun.children if child.dep == "conj" and noun.dep != "conj" and match_at(child) is not None
    ]
    return prepositional_objects(words[: 1 + bool(light)], slot) or prepositional_objects(words, slot)


def _leads_to(verb: Token, noun: Token) -> bool:
    """Whether a verb's subject only leads to what its object tells: 'sparked protests', 'led to his resignation'."""
    return verb.lemma in SPARKING if noun.dep == "dobj" else verb.lemma == "lead"


def _complement(match: TriggerMatch) -> list[Token]:
    """Recipients of the event in the clause that a verb like 'promise' governs; else whom the clause is about."""
    clause = complement_clause(match.token)
    if clause is None:
        return []
    for inner in clause_matches(clause):
        if found := _filled(inner, [slot for slot in inner.entry.recipient if slot != "complement"]):
            return found
    return _filled(replace(match, token=clause, tokens=(clause,)), GENERIC)


# --- instrument -----------------------------------------------------------------------------


def _is_tool(noun: Token) -> bool:
    return noun.pos in ("NOUN", "PROPN") and any(meets(noun, classes()[name]) for name in TOOLS)


def _is_means(noun: Token, match: TriggerMatch) -> bool:
    """Whether a noun is what an accident happened with: 'a bus overturned', 'hit by a lorry'."""
    return match.event_type == "ACCIDENT" and meets(noun, classes()["accident"]) and not _is_event(noun)


def _tools(match: TriggerMatch) -> list[Token]:
    """The instrument: where the sense says, else 'with a knife', 'a car bomb attack'."""
    if match.entry.sense.instrument:
        return [noun for noun in _filled(match, match.entry.sense.instrument) if noun.label not in ("PERSON", "GPE")]
    if match.event_type not in ("ASSAULT", "CRIME", "COERCE"):
        return []
    nouns = prepositional_objects(match.tokens, "with") + prepositional_objects(match.tokens, "using")
    nouns += [child for word in match.tokens for child in word.children if child.dep in ("compound", "dobj")]
    return [noun for noun in nouns if _is_weapon(noun)]


def _is_weapon(noun: Token) -> bool:
    return _is_tool(noun) or noun.lemma in ("knife", "machete", "axe", "hammer", "sword", "stone", "acid", "shotgun")


def _instrument(document: Document, tools: list[Token], match: TriggerMatch) -> Span | None:
    if tools:
        start, end = noun_phrase_span(tools[0])
        return document.span(start, end)
    if match.token.pos == "NOUN" and _is_tool(match.token):
        start, end = noun_phrase_span(match.token)
        return document.span(start, end)
    return None


# --- noun phrases and who they are ----------------------------------------------------------


def _participants(document: Document, heads: Iterable[Token], without: str = "") -> tuple[Participant, ...]:
    found: dict[tuple[int, int], Participant] = {}
    for head in heads:
        one = participant(document, head, without)
        found.setdefault((one.start, one.end), one)
    return tuple(sorted(found.values(), key=lambda one: one.start)[:MOST])


def participant(document: Document, head: Token, without: str = "") -> Participant:
    """The noun phrase of a head as a participant: entity, country and sector as far as the article tells."""
    start, end = noun_phrase_span(head, without)
    entity = refer(document, head)
    if entity is not None and entity.type in ("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"):
        entity = None
    return Participant(
        text=document.text[start:end],
        start=start,
        end=end,
        entity_id=entity.entity_id if entity else None,
        name=entity.name if entity else None,
        country_code=_country(document, head, entity, start, end),
        sector=sector_of(head, entity),
    )


def _country(document: Document, head: Token, entity: Entity | None, start: int, end: int) -> str | None:
    """The country of an entity, else of the nationality or place in its noun phrase, else of its name or role."""
    if entity is not None and entity.geo is not None and entity.geo.country_code:
        return entity.geo.country_code
    named_after = [token for token in document.tokens_in(start, end) if token.label in COUNTRIED]
    for token in sorted(named_after, key=lambda one: one.i > head.i):
        named = resolve(document).on(token)
        code = named.geo.country_code if named is not None and named.geo is not None else None
        if (
            code := code
            or country_code_of(named.name if named is not None else token.text)
            or country_code_of(token.text)
        ):
            return code
    if entity is None:
        return None
    for text in (entity.name, *entity.aliases, entity.role or ""):
        if code := country_code_of(text) or next((c for word in text.split() if (c := country_code_of(word))), None):
            return code
    return None

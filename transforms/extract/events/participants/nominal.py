"""Roles of nominal triggers: the participants of 'the Leeds bombing', 'his arrest', 'the village saw attacks'."""

from schemas.codebook import HARM_TYPES
from transforms.extract.document import Token
from transforms.extract.entities.gazetteer.load import country_code_of, load_gazetteer
from transforms.extract.entities.words import PERSON_NOUNS
from transforms.extract.events.participants.arguments import participating
from transforms.extract.events.participants.eligibility import OCCASIONS, UNINTENDED_TYPES, is_party
from transforms.extract.events.participants.involvement import doers, opponents, sufferers
from transforms.extract.events.triggers.senses import TriggerMatch, match_at
from transforms.extract.grammar.arguments import governing_verb, light_verb, objects, subjects
from transforms.extract.grammar.clauses import is_passive
from transforms.extract.grammar.labels import SUBJECTS, VERBAL
from transforms.extract.grammar.modifiers import measured_nouns
from transforms.extract.grammar.noun_phrases import is_time
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes, meets
from transforms.extract.languages.load import word_set

PATIENT_POSSESSOR_MODES = frozenset(
    (
        *("abduction", "acquittal", "arrest", "assassination", "charge", "conviction", "deportation"),
        *("execution", "extradition", "killing", "release", "sentence", "torture", "trial"),
    )
)
"""Modes whose nouns have a possessor that is the recipient: 'his arrest', 'the mayor's murder'."""
TOWN_POPULATION = 100_000
"""Inhabitants from which on a name before an event is rather a town's than an organisation's."""
_SCENE_LABELS = frozenset(("GPE", "LOC", "FAC", "EVENT", "WORK_OF_ART", "DATE"))
DONE_BY_SOMEBODY = frozenset(("ASSAULT", "CRIME", "DEATH", "ACCIDENT"))
"""Types of which people are charged or found guilty."""
CRIMINAL_COERCION = frozenset(("arson", "vandalism", "demolition", "cyberattack"))
"""Modes of COERCE of which they are too; those 'arrested in a search' did not carry it out."""
_COMMITTING = frozenset(("commit", "carry", "perpetrate"))
_BEARING = word_set("participants.toml", "verbs", "bearing")
_WATCHING = word_set("participants.toml", "verbs", "watching")
_CAUSING = word_set("participants.toml", "verbs", "causing")
_GROUPS_NAMED_LIKE_EVENTS = frozenset(("opposition", "resistance"))


def denotes_event(noun: Token) -> bool:
    """Whether a noun denotes an event: 'the attack', 'a wave of attacks'; but not 'the opposition' as a group."""
    if noun.lemma in _GROUPS_NAMED_LIKE_EVENTS and not any(child.lower in ("to", "against") for child in noun.rights):
        return False
    return match_at(noun) is not None or any(
        match_at(inner) is not None for inner in measured_nouns(noun) if inner is not noun
    )


def correct_nominal_roles(
    match: TriggerMatch, actors: list[Token], recipients: list[Token]
) -> tuple[list[Token], list[Token]]:
    """Correct the roles that the arguments of a nominal trigger were given.

    The possessor of an arrest or a murder is its recipient; a place is no actor; the subject that suffers or sees an
    attack is its recipient; and so is what an attack is said to hit.

    Args:
        match: The trigger, a noun.
        actors: Heads that its arguments gave.
        recipients: Likewise.
    """
    noun = match.token
    if noun.lemma in PERSON_NOUNS and match.event_type in DONE_BY_SOMEBODY:  # 'the mayor's killers'
        owners = [child for child in noun.children if child.dep == "poss" and not is_time(child)]
        return [noun], recipients or participating(owners, match)
    light = light_verb(noun)
    if light is not None and light.lemma in _COMMITTING and (agents := subjects(light)):
        actors = agents  # 'committed his first murder'
    actors = [actor for actor in actors if not _is_agent_of_verb_above(actor, noun)]
    modifiers = [actor for actor in actors if actor.head is noun and actor.dep in ("poss", "compound", "nmod", "amod")]
    if match.event_mode in PATIENT_POSSESSOR_MODES and modifiers and not recipients and modifiers[0].dep == "poss":
        actors, recipients = [], modifiers
    if match.event_type in HARM_TYPES:
        actors, recipients = _with_roles_of_governor(noun, actors, recipients, modifiers)
        recipients = recipients or _targets(noun)
        if match.event_type in UNINTENDED_TYPES:
            recipients = [one for one in recipients if one.label not in ("GPE", "LOC")]
    else:
        actors, recipients = _with_bearer(noun, actors, recipients)
    if match.event_type == "CONSULT" and not actors:
        actors = _meeting(noun)
    return _with_involved(match, actors, recipients)


def _meeting(noun: Token) -> list[Token]:
    """Who met, as the clause tells that says what they did then: 'Lee spoke after talks with the minister'."""
    if noun.dep != "pobj" or noun.head.head.pos not in VERBAL or not prepositional_objects([noun], "with"):
        return []
    return [agent for agent in subjects(noun.head.head) if is_party(agent)]


def _is_agent_of_verb_above(actor: Token, noun: Token) -> bool:
    """Whether 'by' behind an event rather belongs to a passive verb above: 'steps taken after attacks by the king'."""
    if actor.head.lower != "by" or actor.head.head is not noun or actor.label != "PERSON":
        return False
    verb = next((word for word in noun.ancestors() if word.pos in VERBAL), None)
    return verb is not None and is_passive(verb) and not any(child.dep == "agent" for child in verb.children)


def _with_bearer(noun: Token, actors: list[Token], recipients: list[Token]) -> tuple[list[Token], list[Token]]:
    """Make who 'faces criticism' or 'received a sentence' the recipient."""
    verb = governing_verb(noun) if noun.dep in ("dobj", "conj") else None
    if verb is None or verb.lemma not in _BEARING:
        return actors, recipients
    bearers = subjects(verb)
    return [actor for actor in actors if actor not in bearers], recipients or bearers


def _with_involved(
    match: TriggerMatch, actors: list[Token], recipients: list[Token]
) -> tuple[list[Token], list[Token]]:
    """Fill an empty role with those who are tied to the event by what is said of them."""
    noun = match.token
    rivals = opponents(noun, light_verb(noun))
    suffered = sufferers(noun) if match.event_type in HARM_TYPES else []
    if rivals:
        return actors or suffered, rivals
    if not actors and _may_be_charged(match):
        actors = participating(doers(noun).heads, match)
    return actors, recipients or [victim for victim in participating(suffered, match) if victim not in actors]


def _may_be_charged(match: TriggerMatch) -> bool:
    return match.event_type in DONE_BY_SOMEBODY or match.event_mode in CRIMINAL_COERCION


def _with_roles_of_governor(
    noun: Token, actors: list[Token], recipients: list[Token], modifiers: list[Token]
) -> tuple[list[Token], list[Token]]:
    """Correct the roles by the verb whose object a noun of harm is, and drop modifiers that are no actors."""
    carrier = governing_verb(noun)
    verb = carrier if noun.dep == "dobj" else None
    if verb is not None and verb.lemma in _CAUSING:
        recipients = _without_subjects(recipients, verb)
        actors = actors or [noun for noun in subjects(verb) if meets(noun, classes()["person"])]
    actors = [actor for actor in actors if actor not in modifiers or not _is_scene(actor, bool(recipients))]
    actors = [
        actor for actor in actors if not (actor in modifiers and actor.dep == "compound" and actor.label == "PERSON")
    ]
    if verb is not None and verb.lemma in classes()["undergo"].words:
        hit = [one for one in subjects(verb) if verb.lemma not in _WATCHING or not meets(one, classes()["person"])]
        return _without_subjects(actors, verb), recipients or _targets(noun) or hit
    if carrier is not None and carrier.lemma in classes()["mention"].words:
        actors = _without_subjects(actors, carrier)
    return actors, recipients


def _without_subjects(heads: list[Token], verb: Token) -> list[Token]:
    return [head for head in heads if head not in subjects(verb)]


def _is_scene(modifier: Token, has_recipients: bool) -> bool:
    """Whether a modifier says where an event was and not who acted: 'the Boston bombing', 'Peru's bombing of the port'.

    A country is a scene only without recipients.
    """
    if modifier.lower in OCCASIONS:
        return True  # 'the Leeds Marathon bombing'
    if modifier.label == "GPE":
        return not has_recipients or country_code_of(modifier.text) is None
    return modifier.label in _SCENE_LABELS or (modifier.label == "ORG" and _is_town(modifier.text))


def _is_town(name: str) -> bool:
    """Whether a name that the model took for an organisation's is that of a town: 'the Christchurch attack'."""
    return any(
        place.name == name and place.feature.startswith("PPL") and place.population >= TOWN_POPULATION
        for place in load_gazetteer().candidates(name)
    )


def _targets(noun: Token) -> list[Token]:
    """What an event is said to hit: 'the explosion shattered a shop', 'attacks aimed at civilians'."""
    for verb in _verbs_about(noun):
        if verb.lemma in classes()["befall"].words:
            hit = [head for head in objects(verb) if head is not noun] if noun in subjects(verb) else []
            if found := prepositional_objects([verb], "at") or prepositional_objects([verb], "against") or hit:
                return found
    return []


def _verbs_about(noun: Token) -> list[Token]:
    """The verbs that say what an event did: those of its clauses, that of which it is the subject or the agent."""
    verbs = [child for child in noun.children if child.dep in ("acl", "relcl")]
    if noun.dep in SUBJECTS:
        verbs.append(noun.head)
    elif noun.dep == "pobj" and noun.head.dep == "agent":
        verbs.append(noun.head.head)
    return verbs + [inner for verb in verbs for inner in verb.children if inner.dep == "xcomp"]


def is_alleged(match: TriggerMatch, actors: list[Token]) -> bool:
    """Whether the actors of a nominal trigger are known by a charge or suspicion alone: 'arrested for the murder'."""
    if not actors or not _may_be_charged(match):
        return False
    found = doers(match.token)
    return found.alleged and set(participating(found.heads, match)) >= set(actors)

"""Who takes part in what a noun tells: 'the Leeds bombing', 'his arrest', 'the village saw attacks'."""

from schemas.codebook import HARM_TYPES
from transforms.extract.document import Token
from transforms.extract.entities.gazetteer.load import country_code_of
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.arguments import governing_verb, objects, subjects
from transforms.extract.grammar.labels import SUBJECTS
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes

SCENES = frozenset(("GPE", "LOC", "FAC", "EVENT", "WORK_OF_ART", "DATE"))
CAUSING = frozenset(("cause", "trigger", "bring", "spark", "provoke", "inflict"))
"""Verbs whose subject leads to what their object tells, and does not suffer it: 'the storm caused one death'."""
UNDERGONE = frozenset(
    ("arrest", "killing", "execution", "assassination", "abduction", "trial", "charge", "conviction", "sentence")
) | frozenset(("acquittal", "extradition", "release", "deportation", "torture"))
"""Modes whose nouns have a possessor that suffers it: 'his arrest', 'the mayor's murder'."""


def of_happening(match: TriggerMatch, actors: list[Token], recipients: list[Token]) -> tuple[list[Token], list[Token]]:
    """Mend the parts that the slots of a noun gave.

    Whose arrest or murder it is suffers it; places do not act; who only sees or suffers an attack is its recipient; and
    what the noun is said to hit is one as well.

    Args:
        match: The trigger, a noun.
        actors: Heads that its slots gave.
        recipients: Likewise.
    """
    noun = match.token
    owners = [actor for actor in actors if actor.head is noun and actor.dep in ("poss", "compound", "nmod", "amod")]
    if match.event_mode in UNDERGONE and owners and not recipients and owners[0].dep == "poss":
        return [], owners
    if match.event_type not in HARM_TYPES:
        return actors, recipients
    verb = governing_verb(noun) if noun.dep == "dobj" else None
    if verb is not None and verb.lemma in CAUSING:
        recipients = [one for one in recipients if one not in subjects(verb)]
    actors = [actor for actor in actors if actor not in owners or not _is_scene(actor, bool(recipients))]
    if verb is not None and verb.lemma in classes()["undergo"].words:
        return [one for one in actors if one not in subjects(verb)], recipients or _befallen(noun) or subjects(verb)
    if verb is not None and verb.lemma in classes()["mention"].words:
        actors = [one for one in actors if one not in subjects(verb)]
    return actors, recipients or _befallen(noun)


def _is_scene(owner: Token, aimed: bool) -> bool:
    """Whether who a happening is named by is where it was: 'the Boston bombing', but 'Peru's bombing of the port'."""
    if owner.label == "GPE":
        return not aimed or country_code_of(owner.text) is None
    return owner.label in SCENES


def _befallen(noun: Token) -> list[Token]:
    """What a happening is said to befall: 'the explosion shattered a shop', 'attacks aimed at civilians'."""
    verbs = [child for child in noun.children if child.dep in ("acl", "relcl")]
    if noun.dep in SUBJECTS:
        verbs.append(noun.head)
    elif noun.dep == "pobj" and noun.head.dep == "agent":
        verbs.append(noun.head.head)
    verbs += [inner for verb in verbs for inner in verb.children if inner.dep == "xcomp"]
    for verb in verbs:
        if verb.lemma in classes()["befall"].words:
            hit = [one for one in objects(verb) if one is not noun] if noun in subjects(verb) else []
            if found := prepositional_objects([verb], "at") or prepositional_objects([verb], "against") or hit:
                return found
    return []

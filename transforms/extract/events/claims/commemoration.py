"""Commemoration: events of the past that memorials, plaques, books and films are about."""

from transforms.extract.document import Token
from transforms.extract.grammar.embedding import modality_words

_MAX_STEPS = 10
_WITHIN_PHRASE = frozenset(
    ("pobj", "pcomp", "relcl", "acl", "conj", "compound", "nmod", "poss", "appos", "agent", "prep")
)
_SINCE = frozenset(("since", "after", "from"))
_ABOUT = frozenset(("to", "for", "of", "about", "on"))


def is_subject_of_memorial(event: Token) -> bool:
    """Whether an event is what a memorial or work is about.

    Also one since which years have passed: '20 years since the attack'.

    Examples: 'a memorial to the 51 people killed in the attack', 'a plaque honouring the victims of the fire', 'a film
    about the siege', 'came to remember the men killed there'.

    Args:
        event: Head of the event's trigger.
    """
    token = event
    for _ in range(_MAX_STEPS):
        above = token.head
        if above is token:
            return False
        if above.lemma in modality_words("historical", "memorials") and (
            (token.dep == "prep" and token.lower in _ABOUT)
            or (token.dep == "acl" and token.tag == "VBG" and token is not event)
        ):
            return True
        if token.dep == "prep" and token.lower in _SINCE and _is_long_after(token):
            return True
        if token.dep == "dobj" and token is not event and above.lemma in modality_words("historical", "verbs"):
            return True
        if token.dep not in _WITHIN_PHRASE and not (token.dep == "dobj" and above.dep == "acl"):
            return False
        token = above
    return False


def _is_long_after(preposition: Token) -> bool:
    """Whether years stand right before a preposition: 'marked 20 years since', 'was found two years after'."""
    tokens = preposition.sentence.tokens
    place = preposition.i - tokens[0].i
    return place > 0 and tokens[place - 1].lemma in modality_words("historical", "long_times")

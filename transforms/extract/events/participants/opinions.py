"""Who praises or blames in words that the lexicon does not have: 'It makes no sense, Lee said', 'Lee argued that'.

Such an event is what somebody says. Who says it is the actor, and whom the words are about the recipient.
"""

from transforms.extract.document import Document, Token
from transforms.extract.events.claims.attribution import enclosing_attributions, quotations_by_token
from transforms.extract.events.triggers.lexicon import lexicon
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.arguments import surface_subjects
from transforms.extract.grammar.clauses import complement_clause
from transforms.extract.grammar.reporting_verbs import cues

_OPINIONS = frozenset(("ACCUSE", "SUPPORT"))


def opinion_roles(
    document: Document, match: TriggerMatch, actors: list[Token], recipients: list[Token]
) -> tuple[list[Token], list[Token]]:
    """The actors and recipients of an opinion; those that were found, of any other event.

    Args:
        document: The article.
        match: The trigger.
        actors: Heads that its arguments gave.
        recipients: Likewise.
    """
    if match.event_type not in _OPINIONS or match.entry in lexicon().get(match.entry.words[0], ()):
        return actors, recipients
    if match.token.lemma in cues().adjacent and (clause := complement_clause(match.token)) is not None:
        return actors, recipients or surface_subjects(clause)
    source = _source(document, match)
    return (actors, recipients) if source is None else ([source], actors or recipients)


def _source(document: Document, match: TriggerMatch) -> Token | None:
    """Whose words a trigger stands in."""
    relations = enclosing_attributions(document, match.tokens)
    source = next((relation.source for relation in relations if relation.source is not None), None)
    if source is not None:
        return source
    quotation = quotations_by_token(document).get(match.token.i)
    return quotation.source if quotation is not None else None

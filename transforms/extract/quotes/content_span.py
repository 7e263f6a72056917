"""The content of an attribution: which words of the sentence a verb of saying attributes."""

from transforms.extract.document import Token
from transforms.extract.grammar.clauses import is_passive
from transforms.extract.grammar.labels import FINITE
from transforms.extract.grammar.noun_phrases import name_tokens
from transforms.extract.grammar.reported_clauses import follows_comma, is_narrators_addition
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.languages.load import word_set

_WITH_GERUND = word_set("reporting_verbs.toml", "gerund", "verbs")
_WITH_PERFECT = word_set("reporting_verbs.toml", "perfect", "verbs")
_WITH_INFINITIVE = frozenset(("commit", "ask", "deny"))
"""Groups of verbs whose infinitive is their content."""
_OBJECTS = frozenset(("dobj", "nsubjpass"))
_ACTIVE_SUBJECTS = frozenset(("nsubj", "csubj"))
_MIN_CONTENT = 3
"""Tokens in front of 'he said' that the parser may have failed to attach to it."""


def content_of(cue: Token, groups: frozenset[str]) -> set[int]:
    """Indices of the tokens that a verb attributes.

    Args:
        cue: The verb.
        groups: Its groups, see `AttributionRelation`.
    """
    heads = _content_heads(cue, groups)
    if any(head.i > cue.i for head in heads):
        heads = [head for head in heads if head.i > cue.i or not _is_separated(head, cue)]
    if not heads and "say" in groups:
        heads = _clauses_of_statement(cue)
    content = {token.i for head in heads for token in reported_clause(head)}
    if not content and groups & {"say", "belief"}:
        content = _surrounding_clause(cue) or (_unattached_clause(cue) if "say" in groups else set())
    return content - {cue.i}


def _content_heads(cue: Token, groups: frozenset[str]) -> list[Token]:
    """Heads of the clauses and phrases below a verb that are its content."""
    lexicon = cues()
    heads: list[Token] = []
    prepositions = lexicon.prepositions.get(cue.lemma, frozenset())
    for child in cue.children:
        if (
            (child.dep == "ccomp" and not _belongs_to_inner_cue(child, cue))
            or (child.dep == "xcomp" and _is_said(child, cue, groups))
            or (child.dep in _OBJECTS and cue.lemma in lexicon.with_object)
        ):
            heads.append(child)
        if prepositions:
            heads += complements_of(child, prepositions)
            if child.dep in _OBJECTS:
                for grandchild in child.rights:
                    heads += complements_of(grandchild, prepositions)
            if child.dep == "agent":  # 'accused by the union of hiding it'
                heads += [gerund for noun in child.rights for gerund in _gerunds(noun, prepositions)]
    return heads


def _is_said(clause: Token, cue: Token, groups: frozenset[str]) -> bool:
    """Whether an infinitive or gerund is what is said: 'vowed to go', 'is said to go', 'claimed to have gone'."""
    if groups & _WITH_INFINITIVE or is_passive(cue) or _is_gerund(clause, cue):
        return True
    return cue.lemma in _WITH_PERFECT and any(child.lower == "have" for child in clause.lefts)


def reported_clause(head: Token) -> list[Token]:
    """The tokens of a reported clause without what the narrator adds to it.

    'It vowed to resist and accused them': 'accused' is coordinated with 'vowed', not with 'resist'. 'He said it fell,
    but the army holds out', 'he said it fell, while the army was silent': behind the comma the narrator speaks.
    """
    tokens = head.subtree()
    added = {token.i for child in head.rights if is_narrators_addition(child) for token in child.subtree()}
    return [token for token in tokens if token.i not in added] if added else tokens


def complements_of(child: Token, prepositions: frozenset[str]) -> list[Token]:
    """The complements of a preposition, if it is one of these: the noun or gerund behind 'of' in 'warned of'."""
    if child.dep in {"prep", "mark"} and child.lower in prepositions:
        return [complement for complement in child.children if complement.dep in {"pcomp", "pobj", "ccomp"}]
    return []


def _is_gerund(clause: Token, cue: Token) -> bool:
    """'reported seeing two men', 'admitted taking it'."""
    return clause.tag == "VBG" and cue.lemma in _WITH_GERUND


def _is_separated(clause: Token, cue: Token) -> bool:
    """Whether a semicolon separates a clause from the cue behind it: 'It fell; he said that it would rise'."""
    first = cue.sentence.tokens[0].i
    return any(token.text == ";" for token in cue.sentence.tokens[clause.i - first : cue.i - first])


def _belongs_to_inner_cue(clause: Token, cue: Token) -> bool:
    """Whether a clause in front belongs to a parenthetical cue between: 'It fell, he said, as they warned'."""
    return clause.i < cue.i and any(
        child.dep == "parataxis" and clause.i < child.i < cue.i and child.lemma in cues().say for child in cue.children
    )


def _clauses_of_statement(cue: Token) -> list[Token]:
    """'said in a statement that it fell', where the clause is attached to 'statement'."""
    return [
        clause
        for preposition in cue.rights
        if preposition.dep == "prep"
        for noun in preposition.children
        if noun.dep == "pobj"
        for clause in noun.rights
        if clause.dep in {"acl", "relcl", "ccomp"} and any(child.dep == "mark" for child in clause.lefts)
    ]


def _gerunds(noun: Token, prepositions: frozenset[str]) -> list[Token]:
    return [word for child in noun.rights for word in complements_of(child, prepositions) if word.dep == "pcomp"]


def _surrounding_clause(cue: Token) -> set[int]:
    """The clause around a parenthetical cue: 'The plan, he said, is bad'; 'As he said, the plan is bad'."""
    if cue.dep == "parataxis":
        clause = next((child for child in cue.head.lefts if child.dep == "ccomp" and child.i < cue.i), None)
        if clause is not None and _belongs_to_inner_cue(clause, cue.head):
            return {token.i for token in clause.subtree()}
    host = cue.head
    if cue.dep == "appos" and cue.tag in FINITE and host.dep in _ACTIVE_SUBJECTS and follows_comma(cue.subtree()[0]):
        host = host.head  # 'The workers, the union says, were paid'
    elif cue.dep != "parataxis" and not _is_as_clause(cue):
        return set()
    own = {token.i for token in cue.subtree()}
    return {token.i for token in host.subtree()} - own


def _is_as_clause(cue: Token) -> bool:
    """'As he said', without content of its own."""
    return (
        cue.dep == "advcl"
        and any(child.dep in {"mark", "advmod"} and child.lower == "as" for child in cue.lefts)
        and not any(child.dep in {"dobj", "ccomp", "xcomp"} for child in cue.rights)
    )


def _unattached_clause(cue: Token) -> set[int]:
    """The clause in front of a final 'he said' that the parser did not attach to it: 'The plan is bad, he said.'"""
    tokens = cue.sentence.tokens
    own = cue.subtree() if cue.dep != "ROOT" else [cue, *(t for child in cue.rights for t in child.subtree())]
    subject = next((child for child in cue.children if child.dep == "nsubj"), None)
    if (
        subject is None
        or subject.tag in {"WDT", "WP"}
        or own[-1].i < tokens[-1].i - 1
        or cue.tag not in FINITE
        or any(child.dep in {"advcl", "prep"} and child.i < subject.i for child in cue.children)
    ):
        return set()
    first = min(cue.i, name_tokens(subject)[0].i)
    before = [token for token in tokens if token.i < first]
    if len(before) < _MIN_CONTENT or before[-1].text != ",":
        return set()
    return {token.i for token in before[:-1]}

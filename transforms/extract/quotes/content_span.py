"""What a word of saying says is said: the words of its sentence."""

from transforms.extract.document import Token
from transforms.extract.grammar.reported_clauses import follows_comma, is_narrators_addition, is_passive
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.quotes.source_span import name_tokens

_REMEMBERING = frozenset(
    ["report", "recall", "describe", "admit", "acknowledge", "recount", "mention", "confess", "claim"]
)
_SUBJECT = frozenset(("nsubj", "csubj"))
_INDIRECT = frozenset(("commit", "ask", "deny"))


def said_by(cue: Token, groups: frozenset[str]) -> set[int]:
    """What the cue's clause says is said."""
    lexicon = cues()
    heads: list[Token] = []
    prepositions = lexicon.prepositions.get(cue.lemma, frozenset())
    for child in cue.children:
        if (
            (child.dep == "ccomp" and not _anothers(child, cue))
            or (child.dep == "xcomp" and (groups & _INDIRECT or is_passive(cue) or _is_memory(child, cue)))
            or (child.dep in {"dobj", "nsubjpass"} and cue.lemma in lexicon.takes_object)
        ):
            heads.append(child)
        if prepositions:
            heads += led_by(child, prepositions)
            if child.dep in {"dobj", "nsubjpass"}:
                for grandchild in child.rights:
                    heads += led_by(grandchild, prepositions)
            if child.dep == "agent":  # 'accused by the union of hiding it'
                heads += [act for noun in child.rights for act in _acts(noun, prepositions)]
    if any(head.i > cue.i for head in heads):
        heads = [head for head in heads if head.i > cue.i or not _parted(head, cue)]
    if not heads and "say" in groups:
        heads = _in_a_statement(cue)
    content = {token.i for head in heads for token in clause_said(head)}
    if not content and groups & {"say", "belief"}:
        content = _around(cue) or (_before(cue) if "say" in groups else set())
    return content - {cue.i}


def _is_memory(clause: Token, cue: Token) -> bool:
    """'reported seeing two men', 'admitted taking it'."""
    return clause.tag == "VBG" and cue.lemma in _REMEMBERING


def _parted(clause: Token, cue: Token) -> bool:
    """Whether a semicolon parts a clause from the words of saying behind it: 'It fell; he said that it would rise'."""
    first = cue.sentence.tokens[0].i
    return any(token.text == ";" for token in cue.sentence.tokens[clause.i - first : cue.i - first])


def _anothers(clause: Token, cue: Token) -> bool:
    """Whether a clause in front belongs to a verb of saying that stands between: 'It fell, he said, as they warned'."""
    return clause.i < cue.i and any(
        child.dep == "parataxis" and clause.i < child.i < cue.i and child.lemma in cues().say for child in cue.children
    )


def _in_a_statement(cue: Token) -> list[Token]:
    """'said in a statement that it fell', where the clause hangs on the statement."""
    return [
        clause
        for preposition in cue.rights
        if preposition.dep == "prep"
        for noun in preposition.children
        if noun.dep == "pobj"
        for clause in noun.rights
        if clause.dep in {"acl", "relcl", "ccomp"} and any(child.dep == "mark" for child in clause.lefts)
    ]


def clause_said(head: Token) -> list[Token]:
    """A clause that is said, without what the teller adds to it.

    'It vowed to resist and accused them': 'accused' stands beside 'vowed', not beside 'resist'. 'He said it fell, but
    the army holds out', 'he said it fell, while the army was silent': behind the comma the paper speaks.
    """
    tokens = head.subtree()
    added = {token.i for child in head.rights if is_narrators_addition(child) for token in child.subtree()}
    return [token for token in tokens if token.i not in added] if added else tokens


def _acts(noun: Token, prepositions: frozenset[str]) -> list[Token]:
    return [act for child in noun.rights for act in led_by(child, prepositions) if act.dep == "pcomp"]


def led_by(child: Token, prepositions: frozenset[str]) -> list[Token]:
    """What a preposition of a set leads to: the noun or gerund behind 'of' in 'warned of'."""
    if child.dep in {"prep", "mark"} and child.lower in prepositions:
        return [said for said in child.children if said.dep in {"pcomp", "pobj", "ccomp"}]
    return []


def _around(cue: Token) -> set[int]:
    """'The plan, he said, is bad'; 'As he said, the plan is bad'."""
    as_clause = (
        cue.dep == "advcl"
        and any(child.dep in {"mark", "advmod"} and child.lower == "as" for child in cue.lefts)
        and not any(child.dep in {"dobj", "ccomp", "xcomp"} for child in cue.rights)
    )
    if cue.dep == "parataxis":
        clause = next((child for child in cue.head.lefts if child.dep == "ccomp" and child.i < cue.i), None)
        if clause is not None and _anothers(clause, cue.head):
            return {token.i for token in clause.subtree()}
    within = cue.head
    if (
        cue.dep == "appos"
        and cue.tag in {"VBD", "VBZ", "VBP"}
        and within.dep in _SUBJECT
        and follows_comma(cue.subtree()[0])
    ):
        within = within.head  # 'The workers, the union says, were paid'
    elif cue.dep != "parataxis" and not as_clause:
        return set()
    own = {token.i for token in cue.subtree()}
    return {token.i for token in within.subtree()} - own


def _before(cue: Token) -> set[int]:
    """'The plan is bad, he said.' where the parser did not see that the plan's badness is what he said."""
    tokens = cue.sentence.tokens
    own = cue.subtree() if cue.dep != "ROOT" else [cue, *(t for child in cue.rights for t in child.subtree())]
    named = next((child for child in cue.children if child.dep == "nsubj"), None)
    if (
        named is None
        or named.tag in {"WDT", "WP"}
        or own[-1].i < tokens[-1].i - 1
        or cue.tag not in {"VBD", "VBZ", "VBP"}
    ):
        return set()
    if any(child.dep in {"advcl", "prep"} and child.i < named.i for child in cue.children):
        return set()
    first = min(cue.i, name_tokens(named)[0].i)
    before = [token for token in tokens if token.i < first]
    if len(before) < 3 or before[-1].text != ",":
        return set()
    return {token.i for token in before[:-1]}

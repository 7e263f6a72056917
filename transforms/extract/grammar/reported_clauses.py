"""Shapes of clauses that attribution hangs on: the passive, what a teller adds, a verb gone astray."""

from transforms.extract.document import Token
from transforms.extract.grammar.reporting_verbs import cues

_GOES_ON = frozenset(
    ("cite", "add", "note", "refer", "quote", "say", "stress", "warn", "call", "describe", "blame", "accuse")
)
_SUBJECT = frozenset(("nsubj", "csubj"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "expl"))
_OWN = frozenset(("nsubj", "csubj", "dobj", "aux", "ccomp"))
_CONTRASTS = frozenset(("while", "though", "although", "whereas", "even"))
_PERFECT = frozenset(("have", "has", "had", "having", "'ve", "’ve", "'s", "’s", "'d", "’d"))
_TURNS = frozenset(("accuse", "ask", "commit"))


def is_passive(verb: Token) -> bool:
    """Whether a verb is in the passive voice, a bare participle behind a noun too."""
    if any(child.dep in {"auxpass", "nsubjpass", "agent"} for child in verb.children):
        return True
    if verb.dep == "conj" and verb.head.tag == "VBN" and not any(child.dep in _OWN for child in verb.children):
        return any(child.dep == "auxpass" for child in verb.head.children)  # 'was fined and ordered to pay'
    if verb.tag != "VBN" or any(child.lower in _PERFECT for child in verb.children):
        return False
    if "belief" in cues().verbs.get(verb.lemma, ()):
        return True  # 'much of it believed to be stolen'
    return verb.dep in {"acl", "relcl", "advcl"} and not any(child.dep in _SUBJECT for child in verb.children)


def is_added(child: Token) -> bool:
    """Whether a clause below what is said is the teller's: behind 'but', 'while' or 'citing', or gone astray."""
    if child.dep == "conj":
        return astray_conjunct(child) or (
            any(other.dep == "cc" and other.lower == "but" and after_comma(other) for other in child.head.rights)
            and any(other.dep in _SUBJECTS for other in child.children)
        )
    if child.dep == "advcl":
        if child.tag == "VBG" and child.lemma in _GOES_ON:
            return after_comma(child)  # 'he said it fell, citing the wind'
        mark = next((other for other in child.lefts if other.dep == "mark"), None)
        return mark is not None and mark.lower in _CONTRASTS and after_comma(mark)
    return False


def after_comma(token: Token) -> bool:
    """Whether a comma or semicolon stands right before a word."""
    place = token.i - token.sentence.tokens[0].i
    return place > 0 and token.sentence.tokens[place - 1].text in {",", ";"}


def astray_conjunct(token: Token) -> bool:
    """Whether a finite verb was taken for the conjunct of something that is said, rather than of the saying.

    'It vowed to resist and accused them'; 'she said the deal was dead and accused them'.
    """
    if token.dep != "conj" or token.tag not in {"VBD", "VBZ", "VBP"}:
        return False
    first = token.head
    if any(child.dep == "aux" and child.lower == "to" for child in first.lefts):
        return True
    if any(child.tag == "MD" for child in first.lefts) and not any(child.dep in _SUBJECTS for child in token.children):
        return first.dep == "ccomp"  # 'said he would resign and thanked them'
    if first.dep != "ccomp" or first.head.tag != token.tag or not _TURNS & cues().verbs.get(token.lemma, frozenset()):
        return False
    if any(child.dep in {"nsubj", "nsubjpass"} for child in token.children):
        return False
    named = next((child for child in first.children if child.dep in {"nsubj", "nsubjpass"}), None)
    return named is not None and named.pos == "NOUN" and not named.label

"""Arguments of a predicate, read off the dependency parse: subject, object, agent, indirect object.

Passives, relative clauses, participles, control ('vowed to repel') and shared subjects of coordinated verbs are
resolved here: the subject is always who acts and the object who is acted on, whatever the form of the clause. All
functions return heads of noun phrases in text order, conjuncts included.
"""

from transforms.extract.document import Token
from transforms.extract.grammar.clauses import has_to, is_passive, relative_antecedent
from transforms.extract.grammar.labels import OBJECTS, SUBJECTS, VERBAL
from transforms.extract.grammar.noun_phrases import with_conjuncts
from transforms.extract.grammar.prepositions import objects_of, prepositional_objects
from transforms.extract.grammar.reported_clauses import is_misattached_conjunct
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.grammar.word_classes import classes, lemma_of, meets
from transforms.extract.languages.load import word_set

_SUBJECT_CONTROL = word_set("grammar.toml", "arguments", "subject_control")
_CONTACTING = word_set("grammar.toml", "arguments", "contacting")
_ISSUING = word_set("grammar.toml", "arguments", "issuing")
_STATEMENT_PREPOSITIONS = word_set("grammar.toml", "arguments", "statement_prepositions")
_OPPOSING = word_set("grammar.toml", "arguments", "opposing")
_TOUGH = word_set("grammar.toml", "arguments", "tough")
_ACCUSING = word_set("grammar.toml", "arguments", "accusing")
_LIGHT_PREPOSITIONS = word_set("grammar.toml", "arguments", "light_prepositions")
_TIMES = frozenset(("DATE", "TIME", "CARDINAL", "PERCENT", "ORDINAL"))
_EMBEDDED = frozenset(("xcomp", "ccomp", "advcl", "acomp", "attr", "oprd"))
_GOVERNED = frozenset(("dobj", "nsubjpass", "nsubj", "attr", "dative", "oprd"))
_MAX_STEPS = 6
"""Steps up the tree; in a longer chain the parse is not reliable."""


def subjects(verb: Token) -> list[Token]:
    """Who acts: the subject, of a passive the agent behind 'by'."""
    if not is_passive(verb):
        return surface_subjects(verb)
    return with_conjuncts(
        noun
        for word in (verb, *(child for child in verb.children if child.dep == "oprd"))  # 'shot dead by police'
        for child in word.children
        if child.dep == "agent" or child.lower == "by"
        for noun in objects_of(child)
    )


def objects(verb: Token, depth: int = 0) -> list[Token]:
    """Who is acted on: the object, of a passive the subject; of 'shot and killed him' both verbs' object.

    Args:
        verb: The predicate.
        depth: Steps taken so far through other predicates.
    """
    if is_passive(verb):
        return surface_subjects(verb, depth)
    own = [child for child in verb.children if child.dep in OBJECTS] or number_before_adverb(verb)
    if own:
        return with_conjuncts(relative_antecedent(token) for token in own)
    if verb.dep == "relcl" and not any(child.lower in ("where", "when", "why") for child in verb.children):
        named = [child for child in verb.children if child.dep == "nsubj"]
        if named and all(relative_antecedent(token) is token for token in named) and verb.head.label not in _TIMES:
            return [verb.head]
    shared = [child for child in verb.children if child.dep == "conj" and 0 < child.i - verb.i <= 3]
    if shared and depth <= _MAX_STEPS and not any(child.dep == "prep" for child in verb.children):
        return objects(shared[0], depth + 1)
    return []


def number_before_adverb(verb: Token) -> list[Token]:
    """The object where it is a bare number that the parser takes for part of an adverb: 'killed nine there'."""
    return [
        number
        for adverb in verb.children
        if adverb.pos == "ADV" and adverb.i == verb.i + 2
        for number in adverb.children
        if number.i == verb.i + 1 and number.pos == "NUM"
    ]


def indirect_objects(verb: Token) -> list[Token]:
    """To whom something is given: 'gave them aid', 'gave aid to them'."""
    bare = [child for child in verb.children if child.dep == "dative" and child.pos != "ADP"]
    return with_conjuncts(relative_antecedent(token) for token in bare) or prepositional_objects([verb], "to")


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The grammatical subject; where the clause has none, the understood one.

    Args:
        verb: The predicate.
        depth: Steps taken so far through other predicates.
    """
    own = _own_subjects(verb)
    if own:
        return with_conjuncts(relative_antecedent(token) for token in own)
    head = verb.head
    if depth > _MAX_STEPS or head is verb:
        return []
    governed = head.pos in VERBAL or head.pos == "ADJ"
    if verb.dep == "conj" and governed:
        is_outer = is_misattached_conjunct(verb) and head.head.pos in VERBAL
        return surface_subjects(head.head if is_outer else head, depth + 1)
    if verb.dep in ("acl", "relcl") or (verb.dep == "oprd" and not governed):  # 'five' of 'left five wounded'
        return _subjects_of_noun_clause(verb, depth)
    if verb.dep in _EMBEDDED and governed:
        if head.pos == "ADJ" and head.lemma in _TOUGH:
            return []  # 'the house is hard to sell'
        return _controllers(head, verb, depth) if _is_controlled(verb) else surface_subjects(head, depth + 1)
    if verb.dep == "pcomp":
        return _subjects_of_gerund(head, depth)
    if verb.dep == "advcl" or (verb.pos == "ADJ" and verb.dep != "conj"):
        return _understood_agents(head, depth)
    return []


def _own_subjects(verb: Token) -> list[Token]:
    """The subject in the clause itself; the parser attaches some to the auxiliary: 'those who were hit didn't die'."""
    for word in (verb, *(child for child in verb.children if child.dep == "aux")):
        own = [
            child
            for child in word.children
            if child.dep in SUBJECTS and (child.pos not in VERBAL or child.tag == "VBG")
        ]
        if own:
            return own
    return []


def _is_controlled(verb: Token) -> bool:
    """Whether an object of the governing verb is the predicate's subject: 'urged them to go', 'left two dead'."""
    if verb.dep in ("oprd", "acomp"):
        return not any(child.dep in ("aux", "auxpass") for child in verb.children)
    return verb.dep == "xcomp" or (verb.dep == "ccomp" and not any(child.lower == "that" for child in verb.children))


def _subjects_of_noun_clause(verb: Token, depth: int) -> list[Token]:
    """Who acts in a clause that modifies a noun: the noun, or who has the plan in 'their plan to leave'."""
    noun = verb.head
    if has_to(verb):
        return _understood_agents(noun, depth)
    if verb.tag == "VBG" and noun.lemma in classes()["statement"].words:
        return _authors(noun, depth) or [noun]
    return [noun]


def _authors(statement: Token, depth: int) -> list[Token]:
    """Who makes a statement: 'their letter demanding', 'issued a statement demanding', 'warned in a letter saying'."""
    owners = [child for child in statement.children if child.dep == "poss"]
    verb = governing_verb(statement)
    if owners or verb is None or statement.dep not in ("dobj", "pobj"):
        return owners
    if statement.dep == "dobj":
        issues = verb.lemma in _ISSUING
    else:
        issues = statement.head.lower in _STATEMENT_PREPOSITIONS and not is_passive(verb)
    return surface_subjects(verb, depth + 1) if issues else []


def _subjects_of_gerund(preposition: Token, depth: int) -> list[Token]:
    """Who acts in a gerund behind a preposition: 'accused them of leaving', 'left after fighting'."""
    governor = preposition.head
    if governor.pos not in VERBAL:
        return _accused(governor) or _understood_agents(governor, depth)
    blamed = preposition.lower in ("of", "for", "from", "with") and objects(governor, depth + 1)
    return blamed or surface_subjects(governor, depth + 1)


def _accused(noun: Token) -> list[Token]:
    """The accused, where the parser attaches the charge to a noun: 'accused the army of', 'accused by him of'."""
    verb = noun.head.head if noun.dep == "pobj" and noun.head.dep == "agent" else noun.head
    if verb.lemma not in _ACCUSING or verb.pos not in VERBAL:
        return []
    if verb is noun.head:
        return with_conjuncts([noun]) if noun.dep in OBJECTS else []
    return surface_subjects(verb)


def _controllers(head: Token, clause: Token, depth: int) -> list[Token]:
    """The understood subject of a complement clause: 'them' in 'urged them to leave', 'they' in 'they vowed to leave'.

    Args:
        head: The predicate that the clause complements.
        clause: The predicate of the clause; no object behind an infinitive is its subject.
        depth: Steps taken so far.
    """
    is_purpose = head.lemma in _CONTACTING and clause.lemma in cues().verbs
    if head.lemma not in _SUBJECT_CONTROL and not is_purpose and not is_passive(head):
        own = [child for child in head.children if child.dep in OBJECTS and (child.i < clause.i or not has_to(clause))]
        if own:
            return with_conjuncts(relative_antecedent(token) for token in own)
    return surface_subjects(head, depth + 1)


def _understood_agents(noun: Token, depth: int) -> list[Token]:
    """Who would carry out what a noun names: 'their plan to leave', 'they dropped the plan to leave'."""
    owners = [child for child in noun.children if child.dep == "poss"]
    if owners:
        return owners
    verb = governing_verb(noun)
    if verb is not None and verb.lemma in _OPPOSING:
        return []
    return surface_subjects(verb, depth + 1) if verb is not None and noun.dep in ("dobj", "pobj", "attr") else []


def governing_verb(noun: Token) -> Token | None:
    """The verb whose subject, object or prepositional object a noun is; looked for through conjuncts and measures."""
    token = noun
    for _ in range(_MAX_STEPS):
        if token.dep == "conj" and token.head.pos not in VERBAL:
            token = token.head
        elif token.dep in _GOVERNED:
            return token.head if token.head.pos in VERBAL else None
        elif token.dep == "pobj" and token.head.lower == "of" and meets(token.head.head, classes()["measure"]):
            token = token.head.head
        elif token.dep == "pobj" and token.head.head.pos in VERBAL:
            preposition = token.head
            return preposition.head if preposition.lower in _LIGHT_PREPOSITIONS or preposition.dep == "agent" else None
        elif token.dep == "pobj" and token.head.dep == "prep" and token.head.head.dep == "prt":
            return token.head.head.head
        else:
            return None
    return None


def light_verb(noun: Token) -> Token | None:
    """The verb that carries an event noun without a meaning of its own: 'launched' in 'launched an attack'."""
    verb = governing_verb(noun)
    if verb is None or lemma_of(verb) not in classes()["light"].words:
        return None
    if noun.dep == "pobj" and lemma_of(verb) in classes()["undergo"].words:
        return None  # 'suffered losses in the bombing'
    return verb if noun.dep != "nsubj" else None

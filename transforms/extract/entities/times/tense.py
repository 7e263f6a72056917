"""Whether the clause around a time expression speaks of the past or of the future."""

from transforms.extract.document import Document, Token

FUTURE_MODALS = {"will", "'ll", "’ll", "wo", "shall", "would", "may", "might", "can", "should", "must"}
# What is expected, planned or due lies ahead
AHEAD = {
    "expect", "schedule", "plan", "due", "slate", "intend", "set", "hope", "want", "prepare", "go", "aim",
    "propose", "need", "agree", "decide", "pledge", "vow", "promise", "likely", "ready", "ask", "order", "urge",
    "expected", "payable", "deadline",
}  # fmt: skip
# In the present tense, with a day, these tell a timetable: 'the trial begins Monday'
TIMETABLE = {"begin", "start", "open", "reopen", "resume", "end", "close", "expire", "arrive", "depart", "leave"}
# Of these a paper speaks when they are over: 'Sunday morning's shooting'
DONE = {
    "shooting", "killing", "murder", "stabbing", "attack", "assault", "bombing", "blast", "explosion", "raid", "ambush",
    "massacre", "slaying", "crash", "accident", "collision", "derailment", "fire", "blaze", "earthquake", "quake",
    "incident", "tragedy", "violence", "clash", "riot", "robbery", "kidnapping", "airstrike", "rampage", "defeat",
    "loss", "win", "victory",
}  # fmt: skip
VERBS, NOUNS = {"VERB", "AUX"}, {"NOUN", "PROPN"}
_BEFORE_NOUNS = frozenset(("poss", "compound", "nmod", "amod", "nummod"))


def tense_at(document: Document, offset: int) -> int:
    """-1 for the past, 1 for the future, 0 for the present or where nothing tells.

    Read from the tags of the verb that governs the word, its auxiliaries, and for an infinitive the verb or adjective
    it hangs on.
    """
    token = document.token_at(offset)
    thing = _possessor_of(token)
    if thing is not None:
        return -1 if thing.lemma in DONE else 0
    while token is not None and token.pos not in VERBS:
        if token.lemma.lower() in AHEAD and token.pos == "ADJ":
            return 1
        token = None if token.head is token else token.head
    return 0 if token is None else tense_of(token)


def _possessor_of(token: Token | None) -> Token | None:
    """The noun that a time stands before: the shooting of 'Sunday morning's shooting'."""
    thing = token
    while thing is not None and thing.dep in _BEFORE_NOUNS and thing.head.pos in NOUNS and thing.head is not thing:
        thing = thing.head
    return None if thing is token else thing


def tense_of(verb: Token) -> int:
    """The tense of a verb with its auxiliaries."""
    if verb.dep == "conj" and verb.head.pos in VERBS and not _has_subject(verb):
        own = _finite(verb)
        return own if own else tense_of(verb.head)
    found = _finite(verb)
    if found or verb.head is verb:
        return found
    if verb.tag == "VBN" and verb.dep in {"acl", "relcl", "advcl"}:
        return 1 if verb.lemma in AHEAD else -1
    above = next((token for token in verb.ancestors() if token.pos in VERBS), None)
    if verb.tag == "VB":  # 'agreed to meet' lies ahead, 'declined to comment' does not
        done = above is verb.head and above.lemma not in AHEAD and tense_of(above) < 0
        return -1 if done else 1
    return tense_of(above) if verb.tag == "VBG" and above is not None else 0


def _has_subject(verb: Token) -> bool:
    return any(child.dep in {"nsubj", "nsubjpass", "csubj", "expl"} for child in verb.children)


def _finite(verb: Token) -> int:
    helpers = [child for child in verb.children if child.dep in {"aux", "auxpass"}]
    if any(child.tag == "MD" and child.lower in FUTURE_MODALS for child in helpers):
        return -1 if any(child.lower in {"have", "'ve"} for child in helpers) else 1
    if verb.tag == "VBD" or any(child.tag == "VBD" for child in helpers):
        coming = verb.lemma in AHEAD and verb.tag in {"VBN", "VBG"}
        told = any(child.lower in {"had", "'d", "’d"} for child in helpers)  # 'the profit it had promised in July'
        passive = any(child.dep == "auxpass" for child in helpers)
        return 1 if coming and (passive or not told) else -1
    if any(child.lower in {"has", "have", "'ve", "’ve"} for child in helpers):
        return -1
    if verb.lemma in TIMETABLE and verb.tag in {"VBP", "VBZ"}:
        return 1
    if verb.lemma in AHEAD and (verb.tag in {"VBN", "VBG"} or any(child.dep == "xcomp" for child in verb.children)):
        return 1
    if verb.tag in {"VBP", "VBZ"} and any(child.dep == "xcomp" and child.tag == "VB" for child in verb.children):
        return 1
    if verb.tag == "VBG" and any(child.tag in {"VBP", "VBZ"} for child in helpers):
        return 1 if verb.dep == "ROOT" else 0
    return 0

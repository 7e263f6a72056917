"""Whether the clause around a time expression speaks of the past or of the future."""

from transforms.extract.syntax import Document, Token

FUTURE_MODALS = {"will", "'ll", "’ll", "wo", "shall", "would", "may", "might", "can", "should", "must"}
# What is expected, planned or due lies ahead
AHEAD = {
    "expect", "schedule", "plan", "due", "slate", "intend", "set", "hope", "want", "prepare", "go", "aim",
    "propose", "need", "agree", "decide", "pledge", "vow", "promise", "likely", "ready", "ask", "order", "urge",
    "expected", "payable", "deadline",
}  # fmt: skip
# In the present tense, with a day, these tell a timetable: 'the trial begins Monday'
TIMETABLE = {"begin", "start", "open", "reopen", "resume", "end", "close", "expire", "arrive", "depart", "leave"}
VERBS, NOUNS = {"VERB", "AUX"}, {"NOUN", "PROPN"}


def tense_at(document: Document, offset: int) -> int:
    """-1 for the past, 1 for the future, 0 for the present or where nothing tells.

    Read from the tags of the verb that governs the word, its auxiliaries, and for an infinitive the verb or adjective
    it hangs on.
    """
    token = document.token_at(offset)
    if token is not None and token.dep in {"poss", "compound", "nmod", "amod", "nummod"} and token.head.pos in NOUNS:
        return 0
    while token is not None and token.pos not in VERBS:
        if token.lemma.lower() in AHEAD and token.pos == "ADJ":
            return 1
        token = None if token.head is token else token.head
    return 0 if token is None else tense_of(token)


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
        return 1 if coming else -1
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

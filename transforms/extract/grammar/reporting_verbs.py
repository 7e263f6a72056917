"""The words that attribute, as `reporting_verbs.toml` lists them."""

from dataclasses import dataclass
from functools import cache

from transforms.extract.languages.load import load_toml, word_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """The lexicon of attribution; every entry is a lemma.

    Attributes:
        verbs: Verbs of all groups, each with its groups.
        words: Those verbs, the nouns and the verbs of documents.
        say: Verbs of saying: they take a clause or a quotation.
        adjacent: Verbs that attribute a quotation right beside them, verbs of saying included.
        nouns: Nouns of saying, fearing and believing.
        with_object: Verbs whose direct object may be the content.
        prepositions: Verb to the prepositions that may precede its content.
        addressing: Verbs whose direct object is the addressee.
        document_verbs: Verbs that attribute where a document is their subject.
        documents: Nouns for what is written, counted or filmed.
        estimating: Verbs that attribute a figure which they put at a number.
        figures: Nouns for such figures.
    """

    verbs: dict[str, frozenset[str]]
    words: frozenset[str]
    say: frozenset[str]
    adjacent: frozenset[str]
    nouns: frozenset[str]
    with_object: frozenset[str]
    prepositions: dict[str, frozenset[str]]
    addressing: frozenset[str]
    document_verbs: frozenset[str]
    documents: frozenset[str]
    estimating: frozenset[str]
    figures: frozenset[str]


GROUPS = ("say", "commit", "ask", "deny", "accuse", "label", "belief", "think")


@cache
def cues() -> Cues:
    """The lexicon, read once a process."""
    groups = {name: _words(name, "verbs") for name in GROUPS}
    nouns, document_verbs = _words("noun", "nouns"), _words("document", "verbs")
    return Cues(
        verbs={
            verb: frozenset(name for name in GROUPS if verb in groups[name])
            for verb in sorted(frozenset().union(*groups.values()))
        },
        words=nouns.union(document_verbs, *groups.values()),
        say=groups["say"],
        adjacent=groups["say"] | _words("say", "adjacent"),
        nouns=nouns,
        with_object=_words("object", "verbs"),
        prepositions={
            verb: frozenset(words) for verb, words in load_toml("reporting_verbs.toml")["preposition"].items()
        },
        addressing=_words("addressing", "verbs"),
        document_verbs=document_verbs,
        documents=_words("document", "nouns"),
        estimating=_words("estimate", "verbs"),
        figures=_words("estimate", "nouns"),
    )


def _words(section: str, key: str) -> frozenset[str]:
    return word_set("reporting_verbs.toml", section, key)

"""The words that attribute, as `reporting_verbs.toml` lists them."""

from dataclasses import dataclass
from functools import cache

from transforms.extract.languages.load import load_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """The lexicon of attribution; every entry is a lemma.

    Attributes:
        verbs: Verbs of all groups, each with its groups.
        words: Those verbs, the nouns and the verbs of documents.
        say: Verbs that take what is said as a clause or a quotation.
        beside: Verbs that attribute a quotation right beside them.
        nouns: Nouns of saying, fearing and believing.
        takes_object: Verbs whose direct object may be what is claimed.
        prepositions: Verb to the prepositions that may lead to what is said.
        addressed: Verbs whose direct object is spoken to.
        show: Verbs by which a document tells something.
        documents: Nouns of what is written, counted or filmed.
    """

    verbs: dict[str, frozenset[str]]
    words: frozenset[str]
    say: frozenset[str]
    beside: frozenset[str]
    nouns: frozenset[str]
    takes_object: frozenset[str]
    prepositions: dict[str, frozenset[str]]
    addressed: frozenset[str]
    show: frozenset[str]
    documents: frozenset[str]


GROUPS = ("say", "commit", "ask", "deny", "accuse", "label", "belief", "think")


@cache
def cues() -> Cues:
    """The lexicon, read once a process."""
    table = load_toml("reporting_verbs.toml")
    groups = {name: frozenset(table[name]["verbs"].split()) for name in GROUPS}
    nouns = frozenset(table["noun"]["nouns"].split())
    return Cues(
        verbs={
            verb: frozenset(name for name in GROUPS if verb in groups[name])
            for verb in sorted(frozenset().union(*groups.values()))
        },
        words=nouns.union(*groups.values(), table["show"]["verbs"].split()),
        say=groups["say"],
        beside=groups["say"] | frozenset(table["say"]["beside"].split()),
        nouns=nouns,
        takes_object=frozenset(table["object"]["verbs"].split()),
        prepositions={verb: frozenset(words) for verb, words in table["preposition"].items()},
        addressed=frozenset(table["addressed"]["verbs"].split()),
        show=frozenset(table["show"]["verbs"].split()),
        documents=frozenset(table["show"]["documents"].split()),
    )

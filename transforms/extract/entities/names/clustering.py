"""Groups the mentions of an article into names and decides the type of each."""

from collections import Counter
from collections.abc import Iterator

from transforms.extract.document import Document, Token
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.names.casing import PROPER_NOUN_TAGS, is_capitalised
from transforms.extract.entities.names.clusters import Cluster, add_evidence, decide_type
from transforms.extract.entities.names.forms import Candidate, make_candidate
from transforms.extract.entities.names.merging import merge_acronyms, merge_organisations, merge_people
from transforms.extract.entities.names.teams import part_teams_from_towns
from transforms.extract.entities.words import FIRM_SUFFIXES, GIVEN_NAMES, NAME_NOUNS
from transforms.extract.fold import fold
from transforms.extract.languages.load import word_set

_PARTY_MEMBERS = word_set("names.toml", "context", "party_members")
_REUSED_SURNAME, _REUSED_FIRST_WORD, _COORDINATED = 1.5, 0.7, 0.7
"""Scores of clues that lie in other names of the article."""
_MAX_COORDINATIONS = 2


def cluster_mentions(candidates: list[Candidate], document: Document) -> list[Cluster]:
    """Group candidates into names with types; candidates of no type are left out."""
    by_words: dict[tuple[str, ...], Cluster] = {}
    for candidate in _without_preceding_adjectives(candidates, document):
        words = _without_legal_form(candidate.words)
        if words not in by_words:
            by_words[words] = Cluster(words, [])
        by_words[words].candidates.append(candidate)
    clusters = list(by_words.values())
    for cluster in clusters:
        add_evidence(cluster, document)
        cluster.type = decide_type(cluster)
    _add_reuse_evidence(clusters)
    _add_coordination_evidence(clusters)
    for cluster in clusters:
        cluster.type = decide_type(cluster)
    clusters = part_teams_from_towns(clusters, document)
    merge_acronyms(clusters, document)
    clusters = [cluster for cluster in clusters if cluster.candidates]
    merge_people(clusters)
    merge_organisations(clusters)
    clusters = [cluster for cluster in clusters if cluster.candidates]
    for cluster in clusters:
        cluster.type = decide_type(cluster)
    return [cluster for cluster in clusters if cluster.type]


def _without_preceding_adjectives(candidates: list[Candidate], document: Document) -> Iterator[Candidate]:
    """The candidates, but only the person of 'American Lee' or, at the start of a sentence, 'Yesterday Lee'.

    Only where the article names the person elsewhere or a full name follows; the adjective becomes a candidate of its
    own.
    """
    people: set[str] = set()
    for candidate in candidates:
        if candidate.label == "PERSON" or candidate.hint == "PERSON":
            people.update((candidate.words[-1], " ".join(candidate.words)))
    for candidate in candidates:
        run = candidate.tokens
        if len(run) > 1 and run[-1].lower in _PARTY_MEMBERS and _is_place(run[:-1], document):
            yield make_candidate(document, run[:-1], "GPE")
            yield make_candidate(document, run[-1:], "NORP")
            continue
        is_person = " ".join(candidate.words[1:]) in people or _is_full_name_behind_adjective(candidate)
        if len(run) > 1 and is_person and candidate.label not in ("EVENT", "LAW", "GPE"):
            first = run[0]
            is_adjective = load_gazetteer().is_adjective(first.text)
            may_be_common = first.tag not in PROPER_NOUN_TAGS or len(candidate.words) > 2
            begins_sentence = first is first.sentence.tokens[0]
            if is_adjective or (may_be_common and begins_sentence and fold(first.text) not in GIVEN_NAMES):
                if is_adjective:
                    yield make_candidate(document, run[:1], "NORP")
                yield make_candidate(document, run[1:], "PERSON", candidate.hint)
                continue
        yield candidate


def _is_place(run: list[Token], document: Document) -> bool:
    return bool(load_gazetteer().candidates(document.text[run[0].start : run[-1].end]))


def _is_full_name_behind_adjective(candidate: Candidate) -> bool:
    """Whether a person's full name stands behind a word for a citizen: 'Finn Mika Salo'."""
    run = candidate.tokens
    return (
        candidate.label == "PERSON"
        and len(run) > 2
        and all(token.text.isalpha() and is_capitalised(token) for token in run)
        and candidate.words[0] not in GIVEN_NAMES
        and load_gazetteer().is_adjective(run[0].text)
    )


def _without_legal_form(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and words[-1] in FIRM_SUFFIXES:
        words = words[:-1]
    return words


def _add_reuse_evidence(clusters: list[Cluster]) -> None:
    """People are named again by their last word, teams and firms by their first."""
    single_words = {cluster.words[0]: cluster for cluster in clusters if len(cluster.words) == 1}
    for cluster in clusters:
        if not 2 <= len(cluster.words) <= 3 or cluster.words[-1] in NAME_NOUNS or cluster.scores["GPE"] >= 3:
            continue
        surname = single_words.get(cluster.words[-1])
        if surname is not None and not surname.is_not_a_surname:
            cluster.scores["PERSON"] += _REUSED_SURNAME
        elif cluster.words[0] in single_words and cluster.words[0] not in GIVEN_NAMES:
            cluster.scores["ORG"] += _REUSED_FIRST_WORD


def _add_coordination_evidence(clusters: list[Cluster]) -> None:
    """Names joined by 'and' or a comma are mostly of one type."""
    cluster_at = {c.head.i: cluster for cluster in clusters for c in cluster.candidates if c.tokens}
    gains: list[tuple[Cluster, str]] = []
    for cluster in clusters:
        for candidate in cluster.candidates:
            if candidate.tokens and candidate.head.dep == "conj":
                other = cluster_at.get(candidate.head.head.i)
                if other is not None and other is not cluster:
                    gains += [(cluster, other.type), (other, cluster.type)]
    counts: Counter[int] = Counter()
    for cluster, entity_type in gains:
        counts[id(cluster)] += 1
        if entity_type and counts[id(cluster)] <= _MAX_COORDINATIONS:
            cluster.scores[entity_type] += _COORDINATED

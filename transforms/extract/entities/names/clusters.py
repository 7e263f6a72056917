"""A cluster: the mentions of one name, the evidence for its type, and the decision."""

from collections import defaultdict
from dataclasses import dataclass, field

from transforms.extract.document import Document
from transforms.extract.entities.names.forms import Candidate
from transforms.extract.entities.names.typing import MODEL_LABEL_SCORES, context_clues, name_clues
from transforms.extract.entities.words import NAME_NOUNS

_TYPE_ORDER = {entity_type: rank for rank, entity_type in enumerate(MODEL_LABEL_SCORES)}
_MIN_SCORE_UNLABELLED = 1.0
"""Score that a name needs which the model did not label."""
_MIN_SCORE_COMMON_WORD = 2.0
_MIN_SCORE_PLACE_NOUN = 3.0
_MAX_CONTEXTS = 12
"""Mentions whose contexts are read."""
_MAX_CONTEXT_SCORE = 4.0
_OUTSIDE_GAZETTEER = 0.75
"""Factor for the model's GPE label: few places are missing from the gazetteer."""


def _no_scores() -> defaultdict[str, float]:
    return defaultdict(float)


@dataclass(slots=True, eq=False)
class Cluster:
    """Mentions of one name.

    Attributes:
        words: Normalized words of the form that the mentions share.
        candidates: The mentions; none once the cluster is merged into another.
        scores: Evidence for each type.
        type: The type decided on; '' for no name.
    """

    words: tuple[str, ...]
    candidates: list[Candidate]
    scores: defaultdict[str, float] = field(default_factory=_no_scores)
    type: str = ""

    def merge(self, other: "Cluster") -> None:
        """Take over the mentions and the evidence of another cluster."""
        self.candidates += other.candidates
        for entity_type, score in other.scores.items():
            self.scores[entity_type] += score
        other.candidates = []

    @property
    def is_labelled(self) -> bool:
        """Whether the model labelled any of the mentions."""
        return any(candidate.label for candidate in self.candidates)

    @property
    def is_not_a_surname(self) -> bool:
        """Whether strong evidence makes a single word a country, another place or an organisation."""
        person = self.scores["PERSON"]
        place = max(self.scores["GPE"], self.scores["NORP"], self.scores["LOC"])
        return place >= 3.0 + person or self.scores["ORG"] >= 4.0 + person


def add_evidence(cluster: Cluster, document: Document) -> None:
    """Add up the clues of the model's labels, the name itself and the contexts of its mentions."""
    scores = cluster.scores
    labels = [candidate.label for candidate in cluster.candidates]
    weight = min(1.0 + 0.4 * (len(labels) - 1), 3.0) / len(labels)
    for label in dict.fromkeys(labels):
        if label in MODEL_LABEL_SCORES:
            scores[label] += MODEL_LABEL_SCORES[label] * labels.count(label) * weight
    before = scores["GPE"]
    for entity_type, score in name_clues(max([candidate.text for candidate in cluster.candidates], key=len)):
        scores[entity_type] += score
    if scores["GPE"] == before:
        scores["GPE"] *= _OUTSIDE_GAZETTEER
    context_scores = _no_scores()
    for candidate in cluster.candidates[:_MAX_CONTEXTS]:
        for entity_type, score in context_clues(candidate, document.tokens):
            context_scores[entity_type] += score
    for entity_type, score in context_scores.items():
        scores[entity_type] += min(score, _MAX_CONTEXT_SCORE)


def decide_type(cluster: Cluster) -> str:
    """The type with the highest score, or '' when there is too little evidence for a name."""
    scores = cluster.scores
    if not scores:
        return ""
    best, highest = "", 0.0
    for entity_type, score in scores.items():
        if score > highest or (score == highest and _TYPE_ORDER[entity_type] < _TYPE_ORDER.get(best, 99)):
            best, highest = entity_type, score
    if highest < _MIN_SCORE_UNLABELLED and not cluster.is_labelled:
        return "PERSON" if _looks_like_a_person(cluster) else ""
    if (
        highest < _MIN_SCORE_PLACE_NOUN
        and len(cluster.words) == 1
        and NAME_NOUNS.get(cluster.words[0]) in ("FAC", "LOC", "GPE")
    ):
        return ""
    if highest < _MIN_SCORE_COMMON_WORD and all(map(_is_common_word, cluster.candidates)):
        return ""
    return best


def _looks_like_a_person(cluster: Cluster) -> bool:
    """Whether it is two or three capitalised words of no known type, not only at the start of sentences."""
    return 2 <= len(cluster.words) <= 3 and any(
        candidate.tokens
        and candidate.tokens[0] is not candidate.tokens[0].sentence.tokens[0]
        and all(token.text.isalpha() and not token.text.isupper() for token in candidate.tokens)
        and not any(word in NAME_NOUNS for word in cluster.words)
        for candidate in cluster.candidates
    )


def _is_common_word(candidate: Candidate) -> bool:
    """Whether it is a single common word, capitalised as the first of a sentence."""
    tokens = candidate.tokens
    return len(tokens) == 1 and tokens[0] is tokens[0].sentence.tokens[0] and tokens[0].tag not in ("NNP", "NNPS")

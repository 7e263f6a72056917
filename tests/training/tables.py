"""The committed tables of the detection: reduced word vectors, probabilities of words, weights of the networks."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from schemas.codebook import EVENT_TYPES
from transforms.extract.annotate.annotator import annotator
from transforms.extract.events.detection import network, words
from transforms.extract.events.detection.words import NO_EVENT, TYPE_COLUMNS, VECTOR_SIZE, word_key
from transforms.extract.events.networks import Floats, Network
from transforms.extract.languages.load import load_lines

PACKAGE = Path(words.__file__).parent
LEAST = 0.02
"""A listed word tells no event in at least this share of its uses."""


def write_vectors() -> None:
    """Reduce the vectors of the language model by principal component analysis, and write `vectors.npz`."""
    vocabulary = annotator().nlp.vocab
    table, strings = vocabulary.vectors, vocabulary.strings
    centred = table.data - table.data.mean(axis=0)
    _, components = np.linalg.eigh(np.cov(centred.T))
    reduced = centred @ components[:, ::-1][:, :VECTOR_SIZE]
    reduced = (reduced / reduced.std(axis=0).mean()).astype(np.float32)
    scale = np.abs(reduced).max(axis=0) / 127
    rows: dict[int, int] = {}
    for key, row in table.key2row.items():
        word = strings[key]
        if word.isalpha() and word == word.lower():
            rows.setdefault(word_key(word), row)
    keys = np.array(sorted(rows), np.uint32)
    np.savez_compressed(
        PACKAGE / "vectors.npz",
        vectors=np.round(reduced / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        keys=keys,
        rows=np.array([rows[key] for key in keys.tolist()], np.uint16),
    )


def listed_words() -> dict[str, Floats]:
    """The word list `event_words.tsv`: prior probabilities of the types, (types + 1,) a word."""
    found: dict[str, Floats] = {}
    for line in load_lines("event_words.tsv"):
        word, pos, weights = line.split("\t")
        known = np.zeros(NO_EVENT + 1, np.float32)
        for weight in weights.split(","):
            name, _, value = weight.partition("=")
            known[TYPE_COLUMNS[name.strip()]] += float(value)
        known /= max(1, known.sum() / (1 - LEAST))
        known[NO_EVENT] = 1 - known.sum()
        found[f"{word} {pos}"] = known
    return found


def write_priors(probabilities: Mapping[str, Floats], unknown: Floats) -> None:
    """Write `priors.npz`: a row a word, with the unknown word's as the last."""
    ordered = sorted(probabilities, key=lambda word: (word_key(word), word))
    np.savez_compressed(
        PACKAGE / "priors.npz",
        types=np.array(list(EVENT_TYPES)),
        keys=np.array([word_key(word) for word in ordered], np.uint32),
        probabilities=np.array([*(probabilities[word] for word in ordered), unknown], np.float16),
    )


def write_networks(networks: Sequence[Network], path: Path = PACKAGE / "network.npz") -> None:
    """Write networks as `network.npz` or as another table."""
    arrays = {
        f"{name}_{index}": getattr(one, name).astype(np.float16)
        for index, one in enumerate(networks)
        for name in ("hidden", "hidden_bias", "output", "output_bias")
    }
    np.savez_compressed(path, **arrays)


def reload_tables() -> None:
    """Forget what was read of the tables in this process, after they were written."""
    for cached in (words.priors, words._prior_rows, words.context_row, words.is_eventful, network.load_networks):
        cached.cache_clear()

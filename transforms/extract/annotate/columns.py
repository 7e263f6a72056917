"""The packed columns of an annotation, from spaCy's Docs."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, IS_SPACE, LEMMA, LENGTH, ORTH, POS, SENT_START, TAG
from spacy.tokens import Doc

from schemas.flow.annotation import INDEX, Annotation
from schemas.rows.article import Article
from transforms.extract.annotate.words import WordTable

_IDS = [ORTH, TAG, DEP, POS, LEMMA, ENT_TYPE]
_NUMBERS = [ENT_IOB, IS_SPACE, IDX, LENGTH, HEAD, SENT_START]
_IOB_PREFIXES = {3: "B-", 1: "I-"}

ROOT = "ROOT"
"""The dependency label of the tokens that are their own heads, and of no others."""

type Ids = npt.NDArray[np.uint64]
type Integers = npt.NDArray[np.int64]


def make_annotation(
    article: Article, start: int, docs: Sequence[Doc], offsets: Sequence[int], words: WordTable | None
) -> Annotation:
    """The annotation of an article; white space is not a token.

    Args:
        article: The article.
        start: Where its body starts.
        docs: Its parts, with syntax and entities.
        offsets: Where each of them starts in the text.
        words: Gives parts of speech and lemmas; without it, the Docs have them.
    """
    lengths = np.array([len(doc) for doc in docs], np.int64)
    rows = [doc.to_array(_IDS + _NUMBERS).reshape(len(doc), len(_IDS + _NUMBERS)) for doc in docs]
    columns = np.concatenate([*rows, np.zeros((0, len(_IDS + _NUMBERS)), np.uint64)]).T
    # The numbers come unsigned, though offsets of heads are not.
    iob, is_space, idx, length, head, sentence_start = columns[len(_IDS) :].astype(np.int64)
    visible = np.flatnonzero(is_space == 0)
    orth, tag, dep, pos, lemma, label = columns[: len(_IDS), visible]
    starts = (idx + np.repeat(np.array(offsets, np.int64), lengths))[visible]
    begins = sentence_start == 1
    begins[(np.cumsum(lengths) - lengths)[lengths > 0]] = True
    strings = _Strings()
    name_of: Callable[[int], str] = docs[0].vocab.strings.__getitem__ if docs else str
    if words is not None:
        row = words.rows_of(np.stack((orth, tag, dep), axis=1))
        lemma_index, pos_index = (
            strings.indices(row, words.lemma.__getitem__),
            strings.indices(row, words.pos.__getitem__),
        )
    else:
        lemma_index, pos_index = strings.indices(lemma, name_of), strings.indices(pos, name_of)
    label_index = np.zeros(len(visible), np.int64)
    for value, prefix in _IOB_PREFIXES.items():
        has_prefix = iob[visible] == value
        label_index[has_prefix] = strings.indices(label[has_prefix], name_of, prefix)
    heads = _visible_heads(np.arange(len(head)) + head, visible)
    dep_index = strings.indices(dep, name_of)
    # A word that depends on white space becomes a root: with its old label, a loop up the tree would not end there.
    dep_index[heads == np.arange(len(heads))] = strings.index(ROOT)
    return Annotation(
        article=article,
        body_start=start,
        starts=_packed(starts),
        ends=_packed(starts + length[visible]),
        heads=_packed(heads),
        lemma_index=_packed(lemma_index),
        pos_index=_packed(pos_index),
        tag_index=_packed(strings.indices(tag, name_of)),
        dep_index=_packed(dep_index),
        label_index=_packed(label_index),
        # A sentence whose first token is white space begins at the next one.
        sentence_starts=_packed(np.flatnonzero(np.diff(np.cumsum(begins)[visible], prepend=0))),
        strings=tuple(strings.known),
    )


class _Strings:
    """The distinct strings of an annotation."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {"": 0}

    def indices(self, ids: Ids | npt.NDArray[np.intp], name_of: Callable[[int], str], prefix: str = "") -> Integers:
        """The index of each id's string, in front of which a prefix goes."""
        distinct, first, places = np.unique(ids, return_index=True, return_inverse=True)
        found = np.zeros(len(distinct), np.int64)
        for place in np.argsort(first):  # in text order, for ids may be others in another process
            found[place] = self.index(prefix + name_of(int(distinct[place])))
        return found[places]

    def index(self, name: str) -> int:
        """The index of a string, which is known from then on."""
        return self.known.setdefault(name, len(self.known))


def _visible_heads(heads: Integers, visible: Integers) -> Integers:
    """For each visible token, the index among them of its nearest head that is visible, or of itself."""
    new_index = np.full(len(heads), -1, np.int64)
    new_index[visible] = np.arange(len(visible))
    found = heads[visible]
    for _ in range(len(heads)):  # chains of white space are short
        hidden = new_index[found] < 0
        if not hidden.any():
            break
        above = heads[found]
        found = np.where(hidden, np.where(above == found, visible, above), found)
    return new_index[found]


def _packed(values: Integers) -> bytes:
    return values.astype(INDEX).tobytes()

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.ml.models.tok2vec import CharacterEmbed, MaxoutWindowEncoder, MultiHashEmbed, build_Tok2Vec_model
from spacy.tokens import Doc
from thinc.api import Model

from transforms.extract.annotate.model import load
from transforms.extract.annotate.network import BLOCK_SIZES, Network, UnknownNetworkError
from transforms.extract.annotate.tok2vec import Tok2Vec, speed_up
from transforms.extract.annotate.word_forms import WordForms

pytestmark = pytest.mark.model

TEXTS = (
    "Gunmen attacked a convoy near Gao on Friday, killing at least 12 soldiers.",
    "Rain.",
    "",
    "  Mayor   Díaz can't say\nhow many of the 1,200 people were hurt 😀 …",
    "word " * (2 * BLOCK_SIZES[-1]),
    "'Cause we gonna go.",
)


@pytest.fixture(scope="module")
def stock() -> Language:
    """The model as spaCy loads it."""
    return spacy.load(load().path)


@pytest.fixture(scope="module", params=["tagger and parser", "entity recognizer"])
def network(request: pytest.FixtureRequest, stock: Language) -> Model:
    """A network of the model that computes token vectors."""
    if request.param == "entity recognizer":
        return stock.get_pipe("ner").model.get_ref("tok2vec").layers[0]
    return stock.get_pipe("tok2vec").model


def docs(nlp: Language, texts: Sequence[str] = TEXTS) -> list[Doc]:
    return [nlp.make_doc(text) for text in texts]


def test_vectors_equal_those_of_spacy(stock: Language, network: Model) -> None:
    found = Tok2Vec(Network.of(network)).vectors(docs(stock))
    for vectors, expected in zip(found, network.predict(docs(stock)), strict=True):
        np.testing.assert_allclose(vectors, expected, atol=2e-5)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=12))
def test_vectors_do_not_depend_on_other_texts(texts: list[str]) -> None:
    nlp = load()
    tok2vec = nlp.get_pipe("tok2vec").model.attrs["tok2vec"]
    together = tok2vec.vectors(docs(nlp, texts))
    for text, vectors in zip(texts, together, strict=True):
        (alone,) = tok2vec.vectors(docs(nlp, [text]))
        np.testing.assert_array_equal(vectors, alone)


def test_forms_forgotten_and_learned_again_are_the_same(stock: Language, network: Model) -> None:
    parts = Network.of(network)
    many, few = Tok2Vec(parts), Tok2Vec(parts)
    few._forms = WordForms(parts, capacity=30)
    texts = [" ".join(f"{word}{n}" for word in ("fire", "In", "The", "quake")) for n in range(40)]
    for text in texts * 2:
        np.testing.assert_array_equal(few.vectors(docs(stock, [text]))[0], many.vectors(docs(stock, [text]))[0])


def test_forms_of_one_text_exceed_capacity(stock: Language, network: Model) -> None:
    parts = Network.of(network)
    few = Tok2Vec(parts)
    few._forms = WordForms(parts, capacity=5)
    text = " ".join(f"word{n}" for n in range(50))
    (found,) = few.vectors(docs(stock, [text]))
    np.testing.assert_array_equal(found, Tok2Vec(parts).vectors(docs(stock, [text]))[0])


def test_norm_set_by_exceptions_of_tokenizer_is_part_of_form(stock: Language) -> None:
    """'Cause' as the tokenizer's exception has the norm 'because', the word of a sentence has its own."""
    network = stock.get_pipe("tok2vec").model
    texts = ("'Cause we can.", "gonna", "gon na")
    for vectors, expected in zip(
        Tok2Vec(Network.of(network)).vectors(docs(stock, texts)), network.predict(docs(stock, texts)), strict=True
    ):
        np.testing.assert_allclose(vectors, expected, atol=2e-5)


def networks() -> Iterator[tuple[str, Model, bool]]:
    """Other networks of spaCy, and whether they are known."""
    columns, rows = ["NORM", "SHAPE"], [200, 100]
    embed = MultiHashEmbed(width=32, attrs=columns, rows=rows, include_static_vectors=False)
    yield "without static vectors", build_Tok2Vec_model(embed, MaxoutWindowEncoder(32, 1, 3, 2)), True
    embed = MultiHashEmbed(width=32, attrs=columns, rows=rows, include_static_vectors=False)
    yield "two pieces", build_Tok2Vec_model(embed, MaxoutWindowEncoder(32, 1, 2, 4)), True
    embed = MultiHashEmbed(width=32, attrs=columns, rows=rows, include_static_vectors=False)
    yield "wider window", build_Tok2Vec_model(embed, MaxoutWindowEncoder(32, 2, 3, 2)), False
    embed = CharacterEmbed(width=32, rows=100, nM=8, nC=4, include_static_vectors=False)
    yield "characters", build_Tok2Vec_model(embed, MaxoutWindowEncoder(32, 1, 3, 2)), False


@pytest.mark.parametrize(("network", "is_known"), [pytest.param(*rest, id=name) for name, *rest in networks()])
def test_other_networks(network: Model, is_known: bool) -> None:
    nlp = spacy.blank("en")
    network.initialize(X=docs(nlp, TEXTS[:1]))
    if not is_known:
        with pytest.raises(UnknownNetworkError, match="token vectors: got"):
            Network.of(network)
        return
    found = Tok2Vec(Network.of(network)).vectors(docs(nlp))
    for vectors, expected in zip(found, network.predict(docs(nlp)), strict=True):
        np.testing.assert_allclose(vectors, expected, atol=2e-5)


def test_speed_up_leaves_unknown_networks() -> None:
    nlp = spacy.blank("en")
    embed = {"@architectures": "spacy.CharacterEmbed.v2", "width": 32, "rows": 100, "nM": 8, "nC": 4}
    encode = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 32, "window_size": 1, "maxout_pieces": 3}
    model = {
        "@architectures": "spacy.Tagger.v2",
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {**embed, "include_static_vectors": False},
            "encode": {**encode, "depth": 2},
        },
    }
    tagger = nlp.add_pipe("tagger", config={"model": model})
    before = [node.name for node in tagger.model.walk()]
    speed_up(nlp)
    assert [node.name for node in tagger.model.walk()] == before


def test_network_cannot_be_trained() -> None:
    with pytest.raises(NotImplementedError, match="token vectors"):
        load().get_pipe("tok2vec").model(docs(load()), is_train=True)


_CHECK = """
import sys
import numpy as np
from transforms.extract.annotate.model import load
nlp = load()
tok2vec = nlp.get_pipe("tok2vec").model.attrs["tok2vec"]
words = "Gunmen attacked a convoy near Gao on Friday , killing at least 12 soldiers .".split()
docs = [nlp.make_doc(" ".join(words[n % 7 : n % 7 + 1 + n % 9])) for n in range(300)]
for doc, vectors in zip(docs, tok2vec.vectors(docs), strict=True):
    np.testing.assert_array_equal(vectors, tok2vec.vectors([doc])[0])
"""


_PRODUCT = "import numpy as np; words = np.ones((512, 512), np.float32); words @ words"


@pytest.mark.heavy
@pytest.mark.parametrize("kernel", ["Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX"])
def test_vectors_do_not_depend_on_other_texts_with_any_kernel(kernel: str) -> None:
    """OpenBLAS, which NumPy ships, uses another kernel where the processor lacks the instructions of this one."""
    # OpenBLAS does not look whether the processor has the instructions of a kernel that is asked for by name.
    if _with_kernel(kernel, _PRODUCT).returncode == -signal.SIGILL:
        pytest.skip(f"this processor lacks the instructions of the kernel {kernel}")
    done = _with_kernel(kernel, _CHECK)
    assert done.returncode == 0, done.stderr


def _with_kernel(kernel: str, program: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OPENBLAS_CORETYPE": kernel}
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)

from transforms.extract.grammar.word_classes import resolve_words


def test_resolve_words_class_label_and_word_are_merged() -> None:
    found = resolve_words(["@money", "GPE", "coin"])
    assert {"coin", "dollar"} <= found.words
    assert found.labels == {"MONEY", "GPE"}

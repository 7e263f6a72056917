from transforms.extract.grammar.reporting_verbs import GROUPS, cues


def test_every_verb_has_a_group_and_lists_are_lemmas() -> None:
    lexicon = cues()
    assert all(groups and groups <= set(GROUPS) for groups in lexicon.verbs.values())
    assert lexicon.say <= lexicon.adjacent
    assert {"say", "tell", "add", "report"} <= lexicon.say
    words = lexicon.adjacent | lexicon.nouns | lexicon.with_object | lexicon.addressing | set(lexicon.verbs)
    assert all(word == word.lower().strip() for word in words)


def test_verbs_with_a_preposition_or_an_object_are_known_verbs() -> None:
    lexicon = cues()
    assert set(lexicon.prepositions) <= set(lexicon.verbs)
    assert lexicon.with_object <= set(lexicon.verbs)

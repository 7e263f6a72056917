from transforms.extract.grammar.reporting_verbs import GROUPS, cues


def test_cues_every_verb_has_groups_and_every_entry_is_a_lemma() -> None:
    lexicon = cues()
    assert all(groups and groups <= set(GROUPS) for groups in lexicon.verbs.values())
    assert lexicon.say <= lexicon.adjacent
    assert {"say", "tell", "add", "report"} <= lexicon.say
    words = lexicon.adjacent | lexicon.nouns | lexicon.with_object | lexicon.addressing | set(lexicon.verbs)
    assert all(word == word.lower().strip() for word in words)


def test_cues_verbs_with_prepositions_or_objects_have_groups() -> None:
    lexicon = cues()
    assert set(lexicon.prepositions) <= set(lexicon.verbs)
    assert lexicon.with_object <= set(lexicon.verbs)

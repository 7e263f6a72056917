from transforms.prepare import edges


def test_bylines() -> None:
    assert edges.is_byline("By Ann Example")
    assert edges.is_byline("Ann Example - November 29, 2024")
    assert not edges.is_byline("By noon the river had risen by two metres.")
    assert not edges.is_byline("SAMPLETON, Spain 1996-08-31")


def test_the_title_and_the_labels_before_it_go() -> None:
    paragraphs = ["News", "World", "Flood hits Sampleton!", "It rained."]
    assert edges.without_repeated_title(paragraphs, "Flood hits Sampleton") == ["It rained."]
    assert edges.without_repeated_title(paragraphs, "Other title") == paragraphs
    assert edges.without_repeated_title(paragraphs, None) == paragraphs


def test_a_title_behind_prose_stays() -> None:
    paragraphs = ["word " * 20, "Flood hits Sampleton"]
    assert edges.without_repeated_title(paragraphs, "Flood hits Sampleton") == paragraphs


def test_labels_go_from_the_start_only() -> None:
    assert edges.without_labels(["POLITICS", "It rained.", "Politics"], ["Politics"]) == ["It rained.", "Politics"]
    assert edges.without_labels([], ["Politics"]) == []


def test_biographies_go_from_the_ends_only() -> None:
    body = ["It rained."] * 20
    life = "Ann Example is a reporter who covers floods."
    assert edges.without_biographies([life, *body, life], ["Ann Example"]) == body
    middle = [*body[:10], life, *body[10:]]
    assert edges.without_biographies(middle, ["Ann Example"]) == middle
    assert edges.without_biographies([life], []) == [life]

import pytest

from transforms.prepare.clean.boilerplate import (
    classify,
    cue_score,
    remove_boilerplate,
    split_at_page_controls,
    tail_start,
)

APPEAL = (
    "Your support keeps our newsroom independent. We believe quality journalism should be free for everyone, and not"
    " behind a paywall. Donate today, or sign up to our newsletter. Read more"
)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Advertisement",
        "ADVERTISEMENT",
        "Read more",
        "Support Now",
        "Share this article",
        "Story continues below advertisement",
        "Photo: Ann Example/Getty Images",
        "Read more: Ten things to know about floods",
        "Sign up for our weekly newsletter",
        "Follow us on Facebook and Twitter",
        "© 2024 Example Times. All rights reserved.",
        "Copyright 2024 Example Press. This material may not be published, broadcast or rewritten.",
        "We use cookies to improve this website. See our privacy policy.",
        "Ann Example is a senior reporter at the Example Times. Follow her on Twitter @annexample.",
        "Comments are closed.",
        "When you buy through our links, we may earn an affiliate commission.",
        "* * *",
        "World | Politics | Business | Sport",
        "People are also reading…",
        "Discuss this story (12 comments)",
        "A previous version of this story said that three bridges were closed. " + "In fact, there was one. " * 10,
        "Some names have been changed.",
        "*The % Daily Value tells you how much of a nutrient is in a serving.",
        "The interview was edited and condensed for clarity.",
        APPEAL,
    ],
)
def test_classify_boilerplate(paragraph: str) -> None:
    assert classify(paragraph).is_boilerplate
    assert remove_boilerplate(paragraph) == ""


@pytest.mark.parametrize(
    "paragraph",
    [
        "The minister said that donations to the charity had doubled since the flood.",
        "Holders will be entitled to subscribe for two additional shares, the company said.",
        "Subscribers to the service rose by 3 million in the quarter, the company reported on Friday.",
        "Unlocked doors let the water in, the mayor said.",
        "If you have ever seen the river in spring, you know what it can do.",
        "Police shared a photo of the car on Facebook and asked witnesses to come forward.",
        "“Read more books,” the teacher told her pupils.",
        "He died in hospital.",
        "Reuters put the dead at 13.",
        "AFP reported two more explosions.",
        "Thirteen people were killed, Reuters reported.",
        "Fighting over the last three days has killed at least 27 civilians.",
    ],
)
def test_classify_article_text(paragraph: str) -> None:
    assert not classify(paragraph).is_boilerplate
    assert remove_boilerplate(paragraph) == paragraph


def test_classify_gives_rule_and_score() -> None:
    assert classify("Read more").rule == "label"
    assert classify("Read more: Ten things to know about floods").rule == "opening"
    verdict = classify(APPEAL)
    assert verdict.rule == "score"
    assert verdict.score >= verdict.threshold


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("it does not represent the views of its owner", 3.0),
        ("letters@ the paper", 3.0),
        ("anything sent to your inbox", 2.0),
        ("a.b-c@example.org", 1.5),
        ("it was the first report by a staff writer at the paper", 1.5),
        ("sponsors and sponsors of the fair", 1.0),
        ("close to the river and close to us", 1.0),
        ("the closest of the unsponsored clickable things", 0.0),
    ],
)
def test_cue_score_adds_the_weights_of_distinct_cues(text: str, score: float) -> None:
    assert cue_score(text) == score


def test_remove_boilerplate_mixed_paragraph_keeps_article_sentences() -> None:
    news = "The river rose by two metres on Friday and flooded the old town of Sampleton, the mayor told reporters."
    mixed = f"Sign up to our free newsletter, straight to your inbox. {news}"
    assert remove_boilerplate(mixed) == news


def test_tail_start_heading_near_end() -> None:
    body = ["A long paragraph of the article. " * 10] * 4
    teasers = ["More from Example Times", "Ten recipes for winter", "The best films of the year"]
    assert tail_start([*body, *teasers]) == 4
    assert tail_start(body) == 4
    assert tail_start([teasers[0], *body]) == 5
    assert tail_start([]) == 0


@pytest.mark.parametrize(
    ("paragraph", "parts"),
    [
        (
            "Fire began Click to share on Facebook (Opens in new window) Click to print (Opens in new window) Two died",
            ["Fire began", "Two died"],
        ),
        ("Photo LIMA, Peru -- Two ships collided.", ["LIMA, Peru -- Two ships collided."]),
        ("Image copyright Ana Ruiz Image caption The bridge fell in May", ["The bridge fell in May"]),
        ("He left. (Photo: Bo Li/AP) She stayed.", ["He left.", "She stayed."]),
        (
            "Get sport updates directly to your inbox + Subscribe Thank you for subscribing! "
            "Could not subscribe, try again later Invalid Email The club won.",
            ["The club won."],
        ),
        ("The image caption said so, and he had a photo of Lima.", None),
    ],
)
def test_split_at_page_controls(paragraph: str, parts: list[str] | None) -> None:
    assert split_at_page_controls(paragraph) == (parts or [paragraph])

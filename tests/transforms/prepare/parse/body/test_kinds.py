import pytest

from tests.transforms.prepare.parse.samples import HEAD, PARAGRAPHS, STORY, article_paragraphs

TEASER = (
    "<h2><a href='/dam'>Dam to be built</a></h2>"
    "<p>A dam above Halden is to be built by 2030, the ministry said on Monday.</p>"
)
FIRST, REST = f"<p>{STORY[0]}</p>", "".join(f"<p>{text}</p>" for text in STORY[1:])
ITEMS = ("the old bridge at the mill", "the railway bridge", "the footbridge near the school")


@pytest.mark.parametrize(
    "before",
    [
        f"<article>{TEASER}</article>",
        f"<article class='story'>{TEASER}</article>",
        "<section><article><a href='/dam'><h3>Dam to be built</h3></a><p>A dam is to be built.</p></article></section>",
        f"<div class='article-content'>{TEASER}</div>",
    ],
)
@pytest.mark.parametrize(
    "wrap", ["<article>%s</article>", "<main><article class='story'>%s</article></main>", "<div>%s</div>"]
)
def test_parse_html_teaser_before_the_article_is_left_out(before: str, wrap: str) -> None:
    assert article_paragraphs(before + wrap % (HEAD + PARAGRAPHS)) == list(STORY)


@pytest.mark.parametrize(
    "name", ["teaser-content", "promo-text", "article__teaser", "summary", "card-body", "related-content"]
)
@pytest.mark.parametrize("form", ['<div class="%s">%s</div>', '<section id="%s">%s</section>'])
def test_parse_html_first_paragraph_with_a_misleading_name_is_kept(name: str, form: str) -> None:
    assert article_paragraphs(f"<article>{HEAD}{form % (name, FIRST)}{REST}</article>") == list(STORY)


@pytest.mark.parametrize("tag", ["ul", "ol"])
@pytest.mark.parametrize(
    "item", ["%s", "<p>%s</p>", "<strong>%s</strong>", "<a href='/bridge'>%s</a> and its ramps, closed since Friday"]
)
@pytest.mark.parametrize("wrap", ["<main>%s</main>", "<article>%s</article>", "<div class='text'>%s</div>"])
def test_parse_html_list_within_the_article_is_kept(tag: str, item: str, wrap: str) -> None:
    items = "".join(f"<li>{item % text}</li>" for text in ITEMS)
    found = article_paragraphs(wrap % f"{HEAD}{FIRST}<p>These bridges are closed:</p><{tag}>{items}</{tag}>{REST}")
    assert [line for line in found if not line.startswith(ITEMS)] == [STORY[0], "These bridges are closed:", *STORY[1:]]
    assert sum(line.startswith(ITEMS) for line in found) == len(ITEMS)


@pytest.mark.parametrize("tag", ["ul", "ol"])
@pytest.mark.parametrize("wrap", ["<div>%s</div>", "<article>%s</article>"])
def test_parse_html_list_of_two_items_is_kept(tag: str, wrap: str) -> None:
    items = "".join(f"<li>{text}</li>" for text in ITEMS[:2])
    found = article_paragraphs(wrap % f"{HEAD}{FIRST}<{tag}>{items}</{tag}>{REST}")
    assert found == [STORY[0], *ITEMS[:2], *STORY[1:]]


@pytest.mark.parametrize(
    "notice",
    [
        "This article is for subscribers only.",
        "Already a subscriber? Log in",
        "To continue reading, please subscribe or sign in.",
        "You have reached your limit of free articles this month.",
        "You have 2 free articles left this month.",
        "Subscribe now to read the full story.",
    ],
)
@pytest.mark.parametrize("form", ["<p>%s</p>", "<div>%s</div>", "<p><strong>%s</strong></p>"])
def test_parse_html_paywall_notice_within_the_text_is_left_out(notice: str, form: str) -> None:
    assert article_paragraphs(f"<article>{HEAD}{FIRST}{form % notice}{REST}</article>") == list(STORY)


@pytest.mark.parametrize(
    "credit",
    [
        "Photograph: Ann Lee/Example Images",
        "Photo: Ann Lee",
        "(Photo by Ann Lee/Example Images)",
        "Image credit: Ann Lee",
        "Picture: Ann Lee / EXAMPLE",
    ],
)
@pytest.mark.parametrize(
    "form", ["<p>{text} {credit}</p>", "<p>{text}</p><p>{credit}</p>", "<p>{text}<br>{credit}</p>"]
)
def test_parse_html_photo_credit_is_left_out(credit: str, form: str) -> None:
    first = form.format(text=STORY[0], credit=credit)
    assert article_paragraphs(f"<article>{HEAD}{first}{REST}</article>") == list(STORY)

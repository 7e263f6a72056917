"""Put articles together to stories."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import apache_beam as beam
from apache_beam.pvalue import AsSingleton, TaggedOutput

from schemas.flow.linking import LinkArticle, StoryArticle, StoryLink
from schemas.rows.story import Story
from transforms.blocks import sort_order
from transforms.join import Join
from transforms.link.clusters import THRESHOLD, clusters_of
from transforms.link.component_map import FindComponents, unpack_components
from transforms.link.stories.story import make_story
from transforms.step import Step

MARGIN = 0.1
"""How much more alike two groups of articles must be each time that the smaller one is twice as large. Two earthquakes
are told in much the same words, and a short article has few of the words of its own matter."""


def story_article(article: LinkArticle) -> StoryArticle:
    """What a row of stories needs of an article.

    Args:
        article: The article.
    """
    return StoryArticle(
        article_id=article.article_id,
        order=sort_order(article.article_id, article.published_at),
        site=article.site,
        title=article.title,
        credits=article.credits,
        published_at=article.published_at,
        topic_words=article.topic_words,
        entities=article.entities,
        copies=article.copies,
    )


def stories_of(articles: Iterable[StoryArticle], links: Iterable[StoryLink]) -> Iterator[Story]:
    """The stories of some articles.

    Args:
        articles: Of whole components; an article may be given twice.
        links: Of pairs of articles; those of others do not matter.
    """
    by_id = {article.article_id: article for article in articles}
    scores = {
        (link.article_id, link.other_article_id): link.score
        for link in links
        if link.article_id in by_id and link.other_article_id in by_id
    }
    for cluster in clusters_of(by_id, scores, margin=MARGIN):
        yield make_story([by_id[article_id] for article_id in cluster])


def joining_pair(link: StoryLink) -> Iterator[tuple[str, str]]:
    """The pair of a link that may join its articles."""
    if link.score >= THRESHOLD:
        yield link.article_id, link.other_article_id


class _SplitArticles(beam.DoFn):
    """Articles by component; those that nothing is linked with are stories already."""

    def process(self, article: StoryArticle, components: bytes) -> Iterator[tuple[str, StoryArticle] | TaggedOutput]:
        component = unpack_components(components).get(article.article_id)
        if component is not None:
            yield component, article
        else:
            yield TaggedOutput("single", make_story([article]))


class _LinksByComponent(beam.DoFn):
    def process(self, link: StoryLink, components: bytes) -> Iterator[tuple[str, StoryLink]]:
        component_of = unpack_components(components)
        component = component_of.get(link.article_id)
        if component is not None and component == component_of.get(link.other_article_id):
            yield component, link


class _MakeStories(Step):
    def __init__(self) -> None:
        super().__init__("make_stories")

    def apply(self, joined: tuple[str, tuple[list[StoryArticle], list[StoryLink]]]) -> Iterator[Story]:
        yield from stories_of(*joined[1])


@dataclass
class ClusterStories(beam.PTransform):
    """Articles and the links between them to stories.

    Input   articles: a b c d e            links: (a, b, 0.9) (b, c, 0.8) (a, c, 0.7) (c, d, 0.5)
    Joined  component a: a b c d, 4 links          alone: e
    Output  (a b c)  (d)  (e)
    """

    def expand(
        self, inputs: tuple[beam.PCollection[StoryArticle], beam.PCollection[StoryLink]]
    ) -> beam.PCollection[Story]:
        articles, links = inputs
        pairs = links | "JoiningPairs" >> beam.FlatMap(joining_pair).with_output_types(tuple[str, str])
        components = AsSingleton(pairs | "FindComponents" >> FindComponents())
        splitting = beam.ParDo(_SplitArticles(), components)
        splitting = splitting.with_output_types(tuple[str, StoryArticle], single=Story)
        split = articles | "Split" >> splitting.with_outputs("single", main="linked")
        keyed = beam.ParDo(_LinksByComponent(), components).with_output_types(tuple[str, StoryLink])
        joined = (split.linked, links | "LinksByComponent" >> keyed) | "Join" >> Join()
        made = joined | "Make" >> beam.ParDo(_MakeStories()).with_output_types(Story)
        return (split.single, made) | "All" >> beam.Flatten()

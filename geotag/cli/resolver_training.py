"""``geotag model resolver``: learning the weights of the evidence by which places are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

__all__ = ["resolver"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("gold", nargs=-1, required=True, type=_FILE, metavar="GOLD.jsonl...")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the weights go, as JSON.",
)
@click.option(
    "--raw",
    type=_FILE,
    multiple=True,
    metavar="FILE",
    help="Articles without annotations: names that one qualifies (طرابلس الليبية) and writes plain elsewhere teach.",
)
@click.option("--gazetteer", type=_FILE, help="Gazetteer database; the bundled one by default.")
@click.option(
    "--prior",
    type=_FILE,
    help="Weights to stay near where the articles say little; the bundled ones by default.",
)
@click.option(
    "--strength",
    type=click.FloatRange(min=0.0, min_open=True),
    default=5.0,
    show_default=True,
    help="Of the prior: 1 over its variance.",
)
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="How often to learn: the evidence depends on the other names' places, which the weights choose.",
)
def resolver(
    gold: Sequence[Path],
    output: Path,
    raw: Sequence[Path],
    gazetteer: Path | None,
    prior: Path | None,
    strength: float,
    rounds: int,
) -> None:
    """Learn how much each kind of evidence for a place weighs.

    GOLD is as for geotag evaluate: annotated articles, or tweets as IDRISI-DA has them. Every place that an article
    names must be annotated; lat and lon are null where unknown. In tweets, names without an annotation are left out.
    """
    import geotag
    from geotag.cli.messages import say
    from geotag.corpus import InputFailure, read_inputs
    from geotag.evaluation.gold import gold_format, read_articles
    from geotag.resolve.learning.training import GOLD_OF_ARTICLES, train_resolver
    from geotag.resolve.ranking import Weights, bundled_weights

    files = [(path, gold_format(path)) for path in gold]
    for path, form in files:
        if form not in GOLD_OF_ARTICLES:
            raise click.BadParameter(f"{path} holds names, not annotated articles", param_hint="GOLD.jsonl")
    articles = [(article, form) for path, form in files for article in read_articles(path, form)]
    try:
        start = Weights.from_json(prior.read_text(encoding="utf-8")) if prior else bundled_weights()
    except (ValueError, KeyError, TypeError) as error:
        raise click.BadParameter(f"{prior} holds no weights ({error})", param_hint="--prior") from error
    plain = []
    for item in read_inputs(raw):
        if isinstance(item, InputFailure):
            say(f"geotag: {item.error}")
        else:
            plain.append(item)
    weights = start
    results = train_resolver(geotag.load(gazetteer=gazetteer), articles, plain, start, strength=strength, rounds=rounds)
    for number, result in enumerate(results, 1):
        say(
            f"round {number}: {len(articles) + len(plain)} articles, {result.names} names; on unseen folds "
            f"{result.accuracy:.3f} right, calibration error {result.calibration_error:.3f}"
        )
        weights = result.weights
    output.write_text(weights.to_json(), encoding="utf-8")

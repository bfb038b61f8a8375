"""``geotag model resolver``: learning the weights of the evidence by which places are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from geotag.resolve.learning import Example
    from geotag.tagger import Tagger

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
    gold: Sequence[Path], output: Path, gazetteer: Path | None, prior: Path | None, strength: float, rounds: int
) -> None:
    """Learn how much each kind of evidence for a place weighs.

    GOLD is JSON lines: text, and places with start, end, lat, lon and acc_km (kilometres within which a place is
    right; 25 at least). Every place that an article names must be annotated; lat and lon are null where unknown.
    """
    import geotag
    from geotag.resolve.learning import fit, read_gold
    from geotag.resolve.ranking import Weights, bundled_weights
    from geotag.resolve.resolver import Resolver

    articles = [article for path in gold for article in read_gold(path)]
    try:
        start = Weights.from_json(prior.read_text(encoding="utf-8")) if prior else bundled_weights()
    except (ValueError, KeyError, TypeError) as error:
        raise click.BadParameter(f"{prior} holds no weights ({error})", param_hint="--prior") from error
    tagger = geotag.load(gazetteer=gazetteer)
    recognitions = tagger.recogniser.recognise_many([text for text, _ in articles])
    weights = start
    for number in range(rounds):
        tagger.resolver = Resolver(tagger.gazetteer, weights)
        found = [
            _examples(tagger, text, places, recognition)
            for (text, places), recognition in zip(articles, recognitions, strict=True)
        ]
        result = fit(found, start, strength)
        weights = result.weights
        click.echo(
            f"round {number + 1}: {len(articles)} articles, {result.names} names; on unseen folds "
            f"{result.accuracy:.3f} right, calibration error {result.calibration_error:.3f}",
            err=True,
        )
    output.write_text(weights.to_json(), encoding="utf-8")


def _examples(tagger: Tagger, text: str, places: Sequence[Mapping[str, Any]], recognition: Any) -> list[Example]:
    from geotag.mentions import place_mentions
    from geotag.resolve.learning import examples

    found, tokens = tagger.find(text, recognition)
    named = place_mentions(found)
    return examples(tagger.resolver.evidence(named, tokens), [item.mention for item in named], places)

"""``geotag evaluate``: how well places and people of annotated articles are found and located."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from geotag.cli.articles import open_output, output_option
from geotag.cli.outputs import report_form, require_no_input

if TYPE_CHECKING:
    from geotag.evaluation.gold import GoldArticle
    from geotag.evaluation.judging import PredictedArticle
    from geotag.protocols import GazetteerProtocol

__all__ = ["evaluate"]

_FORMS: Final = ("table", "json", "html")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("gold", type=_FILE, metavar="GOLD.jsonl")
@click.option(
    "--gold-format",
    type=click.Choice(["news", "cases", "idrisi", "names"]),
    help="What the file holds: annotated articles, hard cases, tweets as IDRISI-DA has them, or a table of names. "
    "[default: told from the file]",
)
@click.option(
    "--predictions",
    type=_FILE,
    metavar="FILE",
    help="Measure these records, as geotag tag --format jsonl writes them for the same articles, and tag nothing.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="How to give the figures. [default: by the ending of -o, else table]",
)
@click.option(
    "--worst",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many errors of each kind to list with their sentences.",
)
@click.option("--model", metavar="NAME|DIR", help="Name of an installed model, or its directory. [default: bundled]")
@click.option("--gazetteer", type=_FILE, metavar="FILE", help="Gazetteer database. [default: bundled]")
@output_option
def evaluate(
    gold: Path,
    gold_format: str | None,
    predictions: Path | None,
    form: str | None,
    worst: int,
    model: str | None,
    gazetteer: Path | None,
    output: Path | None,
) -> None:
    """Measure recognition, resolution and both together on annotated articles, beside two baselines.

    GOLD.jsonl has an annotated article on each line: id, text, places (start, end, lat, lon, and optionally acc_km,
    role, kind, cc) and people (start, end). A place is right within 25 km, or its acc_km if that is more.
    """
    from geotag.evaluation import gold as gold_files
    from geotag.evaluation.geoparsing import evaluate_articles, evaluate_names, read_predictions
    from geotag.evaluation.geoparsing_reports import REPORTS
    from geotag.gazetteer import Gazetteer

    chosen = report_form(output, form, _FORMS)
    require_no_input(output, (gold, predictions, gazetteer))
    kind = next((each for each in gold_files.GOLD_FORMATS if each == gold_format), None) or gold_files.gold_format(gold)
    measured: dict[str, Any]
    if kind == "names":
        if predictions:
            raise click.UsageError("--predictions is for articles; names are looked up in the gazetteer")
        measured = evaluate_names(gold_files.read_names(gold), Gazetteer(gazetteer, verify=True), worst=worst)
    else:
        articles = gold_files.read_articles(gold, kind)
        places: GazetteerProtocol
        predicted: Iterable[PredictedArticle]
        if predictions:
            places, predicted = Gazetteer(gazetteer, verify=True), read_predictions(predictions)
        else:
            places, predicted = _tagged(articles, model, gazetteer)
        measured = evaluate_articles(articles, kind, predicted, places, worst=worst)
    with open_output(output) as stream:
        stream.write(REPORTS[chosen]({"gold": gold.name, **measured}))


def _tagged(
    articles: Iterable[GoldArticle], model: str | None, gazetteer: Path | None
) -> tuple[GazetteerProtocol, Iterable[PredictedArticle]]:
    from geotag import Article, load
    from geotag.evaluation.judging import predicted_article

    tagger = load(model, gazetteer)
    given = (Article(each.id, each.text, source=each.source, date=each.date) for each in articles)
    return tagger.gazetteer, (predicted_article(tagged.to_dict()) for tagged in tagger.tag_many(given))

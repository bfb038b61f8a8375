"""``geotag model train``, ``label`` and ``vectors``: making a recogniser."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TextIO

import click

from geotag.ner import resources
from geotag.ner.training.options import Corpus, TrainingOptions

__all__ = ["label", "train", "vectors"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUTPUT_FILE = click.Path(dir_okay=False, path_type=Path)
_VECTORS_HELP = "Word vectors: .npz with words and vectors, or word2vec text."


class _CorpusType(click.ParamType[Corpus]):
    """A corpus with its tag set and weight."""

    name = "corpus"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Corpus:
        """Read ``[TAGSET=]FILE[*WEIGHT]``."""
        if isinstance(value, Corpus):
            return value
        try:
            corpus = Corpus.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not corpus.path.is_file():
            self.fail(f"{corpus.path} is no file", param, ctx)
        return corpus


def _training_options(command: Any) -> Any:
    """Give a command one option for each field of TrainingOptions, with its default."""
    for option in reversed(fields(TrainingOptions)):
        name = "--" + option.name.replace("_", "-")
        command = click.option(
            name, type=type(option.default), default=option.default, show_default=True, help=option.metadata["help"]
        )(command)
    return command


@click.command()
@click.option(
    "--train",
    "corpora",
    multiple=True,
    required=True,
    type=_CorpusType(),
    metavar="[TAGSET=]FILE[*WEIGHT]",
    help="BIO or CoNLL file to learn from: a token first and its tag last on each line. A corpus labelled by other "
    "rules than the rest gets a tag set of its own; a weight says how often it is seen. May be given several times.",
)
@click.option(
    "--dev",
    "development",
    required=True,
    type=_FILE,
    help="BIO or CoNLL file that decides which weights are kept.",
)
@click.option("--vectors", "vectors_file", required=True, type=_FILE, help=_VECTORS_HELP)
@click.option(
    "--start",
    type=_FILE,
    help="Weights to learn on from: nertagger.pt in the workspace of a training with the same tag sets and vectors.",
)
@click.option(
    "--lexicon",
    "lexicon_files",
    multiple=True,
    type=_FILE,
    help="BIO or CoNLL file in which is counted how names begin, to tell proclitics from letters of a name. May be "
    "given several times. [default: the files to learn from]",
)
@click.option(
    "-o",
    "--output",
    "directory",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Model directory to write; its last part is the model's name.",
)
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where checkpoints go; an interrupted training goes on from there. [default: DIR.work beside the output]",
)
@click.option(
    "--details",
    type=click.File(encoding="utf-8"),
    help="JSON object to keep in model.json: version, description, training (corpora and licences).",
)
@_training_options
def train(
    corpora: tuple[Corpus, ...],
    development: Path,
    vectors_file: Path,
    start: Path | None,
    lexicon_files: tuple[Path, ...],
    directory: Path,
    workspace: Path | None,
    details: TextIO | None,
    **options: Any,
) -> None:
    """Train a recogniser, and write it as a Stanza resources directory."""
    from geotag.ner.training import trainer

    logging.basicConfig(format="%(message)s", level=logging.INFO)
    logging.getLogger("stanza").setLevel(logging.WARNING)
    workspace = workspace or directory.with_name(directory.name + ".work")
    try:
        about = json.load(details) if details else {"training": sorted({corpus.path.name for corpus in corpora})}
        chosen = TrainingOptions(**options)
        weights = trainer.train_recogniser(corpora, development, vectors_file, workspace, chosen, start)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    counted = lexicon_files or [corpus.path for corpus in corpora]
    made = trainer.package(weights, workspace, counted, directory, {**about, "options": options})
    click.echo(f"wrote {directory} ({made.size / 1e6:.1f} MB, sha256 {made.sha256})")


def _check_models(_context: click.Context, _parameter: click.Parameter, models: Sequence[str]) -> list[Path]:
    return [resources.find(name) for name in models]


@click.command()
@click.argument("texts", nargs=-1, required=True, metavar="TEXT…", type=_FILE)
@click.option(
    "--model",
    "models",
    multiple=True,
    required=True,
    callback=_check_models,
    metavar="NAME|DIR",
    help="Model that labels. May be given several times: they label together.",
)
@click.option("-o", "--output", required=True, type=_OUTPUT_FILE, help="BIO file to write.")
@click.option("--tagset", metavar="NAME", help="Tag set to label with. [default: the finest]")
@click.option("--profiles", type=_OUTPUT_FILE, help="Also write how each word was labelled, for 'model vectors'.")
@click.option("--sentences", default=100_000, show_default=True, help="Sentences to draw from the texts.")
@click.option(
    "--least", default=0.6, show_default=True, help="Leave out a sentence with a tag less probable than this."
)
@click.option("--seed", default=1234, show_default=True, help="Seed of the draw.")
def label(
    texts: tuple[Path, ...],
    models: list[Path],
    output: Path,
    tagset: str | None,
    profiles: Path | None,
    sentences: int,
    least: float,
    seed: int,
) -> None:
    """Label sentences of plain text by trained models, to learn from those that they are sure of.

    TEXT is UTF-8 text.
    """
    from geotag.ner.training.raw_text import RawText
    from geotag.ner.training.selftraining import Ensemble
    from geotag.ner.training.vectors import WordProfiles

    counted = WordProfiles()
    kept = 0
    try:
        ensemble = Ensemble(models, tagset)
        drawn = RawText.read(texts).sample(sentences, seed)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    with output.open("w", encoding="utf-8") as stream:
        for sentence, certainty in ensemble.label(drawn):
            counted.count([sentence])
            if certainty >= least:
                kept += 1
                stream.write("".join(f"{word}\t{tag}\n" for word, tag in sentence) + "\n")
    if profiles:
        counted.save(profiles)
    click.echo(f"wrote {output}: {kept} sentences of which the models are sure")


@click.command()
@click.argument("base", metavar="VECTORS", type=_FILE)
@click.option(
    "--text", "texts", multiple=True, required=True, type=_FILE, help="UTF-8 text to learn from. May be repeated."
)
@click.option("--profiles", type=_FILE, help="How words were labelled, as 'model label' writes it.")
@click.option("--words", default=140_000, show_default=True, help="Words that the file shall have.")
@click.option("-o", "--output", required=True, type=_OUTPUT_FILE, help=".npz file to write.")
def vectors(base: Path, texts: tuple[Path, ...], profiles: Path | None, words: int, output: Path) -> None:
    """Make word vectors know rarer words, and how words are labelled in plain text.

    VECTORS are word vectors: .npz with words and vectors, or word2vec text.
    """
    import numpy

    from geotag.ner.training.raw_text import RawText
    from geotag.ner.training.vectors import WordProfiles, induce_vectors, read_vectors

    known, table = read_vectors(base, words)
    table = table.astype(numpy.float32)
    try:
        new, induced = induce_vectors(RawText.read(texts), known, table, words - len(known))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    known, table = known + new, numpy.vstack([table, induced])
    if profiles:
        table = WordProfiles.load(profiles).add_to(known, table)
    numpy.savez(output, words=numpy.array(known), vectors=table.astype(numpy.float16))
    click.echo(f"wrote {output}: {len(known)} words, {table.shape[1]} dimensions")

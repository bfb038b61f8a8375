"""Training of the recogniser with Stanza's own trainer, from plain BIO files and word vectors.

The result is a Stanza resources directory (see :mod:`geotag.ner.resources`): the NER weights, the word vectors they
were trained over, and what tells name-initial letters from proclitics (see :mod:`geotag.ner.lexicon`).
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geotag.arabic.orthography import model_form
from geotag.ner import resources
from geotag.ner.corpora import COARSE_LABELS, Sentence, read_bio
from geotag.ner.lexicon import NameLexicon

__all__ = ["COARSE_LABELS", "Sentence", "TrainingOptions", "package", "read_bio", "train"]

logger = logging.getLogger(__name__)


def _option(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"help": meaning})


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What a training run may vary; the defaults made the bundled model. Each field's meaning is in its metadata."""

    steps: int = _option(9000, "Batches to learn from.")
    batch_size: int = _option(32, "Sentences a batch.")
    hidden_units: int = _option(256, "Units of the sentence LSTM, each direction.")
    vocabulary: int = _option(
        90_000,
        "Word vectors kept, the most frequent first. Only these words are tuned: for any other the model learns to go "
        "by its letters, as it must with the names that it will meet.",
    )
    learning_rate: float = _option(0.0015, "Learning rate of Adam.")
    patience: int = _option(2, "Evaluations without a better score before the learning rate is halved.")
    evaluate_every: int = _option(500, "Batches between two looks at the development file; the best weights are kept.")
    seed: int = _option(1234, "Seed of every random choice.")
    threads: int = _option(2, "Threads of the matrix library.")


def _write_stanza_json(path: Path, sentences: Iterable[Sentence]) -> int:
    document = [
        [{"id": [number], "text": model_form(token), "ner": tag} for number, (token, tag) in enumerate(sentence, 1)]
        for sentence in sentences
    ]
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return len(document)


def _write_pretrain(vectors: Path, target: Path, limit: int) -> int:
    """Convert word vectors (``.npz`` with words and vectors, or word2vec text) to Stanza's form; return their size."""
    import numpy
    import torch
    from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
    from stanza.models.common.vocab import VOCAB_PREFIX

    if vectors.suffix == ".npz":
        with numpy.load(vectors, allow_pickle=False) as archive:
            words = [str(word) for word in archive["words"][:limit]]
            table = archive["vectors"][:limit]
        matrix = torch.zeros((len(words) + len(VOCAB_PREFIX), table.shape[1]), dtype=torch.float16)
        matrix[len(VOCAB_PREFIX) :] = torch.from_numpy(table.astype(numpy.float16))
        vocabulary = PretrainedWordVocab(words)
    else:
        pretrain = Pretrain(vec_filename=str(vectors), max_vocab=limit, save_to_file=False)
        matrix, vocabulary = pretrain.emb.half(), pretrain.vocab
    torch.save({"vocab": vocabulary.state_dict(), "emb": matrix}, target, _use_new_zipfile_serialization=False)
    return int(matrix.shape[1])


def train(
    training: Sequence[Path],
    development: Path,
    vectors: Path,
    workspace: Path,
    options: TrainingOptions | None = None,
) -> Path:
    """Train a recogniser and return the file of its best weights.

    Parameters
    ----------
    training
        BIO files; a file named twice counts twice.
    development
        BIO file that decides which weights are kept. It is never learned from.
    vectors
        Word vectors of normalised tokens (:func:`geotag.arabic.orthography.model_form`).
    workspace
        Directory for the intermediate files and the weights.
    """
    import torch
    from stanza.models import ner_tagger

    options = options or TrainingOptions()
    torch.set_num_threads(options.threads)
    workspace.mkdir(parents=True, exist_ok=True)
    size = _write_stanza_json(workspace / "train.json", (s for path in training for s in read_bio(path)))
    held_out = _write_stanza_json(workspace / "dev.json", read_bio(development))
    logger.info("%d sentences to learn from, %d to choose by", size, held_out)
    dimensions = _write_pretrain(vectors, workspace / "pretrain.pt", options.vocabulary)
    ner_tagger.main(
        [
            "--mode=train",
            "--shorthand=ar_news",
            f"--train_file={workspace / 'train.json'}",
            f"--eval_file={workspace / 'dev.json'}",
            f"--wordvec_pretrain_file={workspace / 'pretrain.pt'}",
            f"--word_emb_dim={dimensions}",
            f"--hidden_dim={options.hidden_units}",
            f"--batch_size={options.batch_size}",
            "--emb_finetune_known_only",
            "--optim=adam",
            f"--lr={options.learning_rate}",
            f"--patience={options.patience}",
            f"--max_steps={options.steps}",
            f"--max_steps_no_improve={options.steps}",
            f"--eval_interval={options.evaluate_every}",
            f"--seed={options.seed}",
            f"--save_dir={workspace}",
            "--save_name=nertagger.pt",
            "--cpu",
        ]
    )
    return workspace / "nertagger.pt"


def package(
    weights: Path, workspace: Path, training: Sequence[Path], directory: Path, details: Mapping[str, Any]
) -> resources.ModelInfo:
    """Make a model directory (:mod:`geotag.ner.resources`) of trained weights.

    Weights are stored as 16-bit floats: half the size, and no entity of the development file changes.

    Parameters
    ----------
    weights
        What :func:`train` returned.
    workspace
        The same as for :func:`train`.
    training
        The same BIO files; the lexicon counts each once.
    directory
        Where the model goes; its last part becomes the model's name.
    details
        Version, description, training data, licences: kept in ``model.json``.
    """
    import torch

    for name in (resources.NER_FILE, resources.VECTORS_FILE):
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
    checkpoint = torch.load(weights, map_location="cpu", weights_only=True)
    checkpoint["model"] = {
        name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in checkpoint["model"].items()
    }
    # Paths of the machine that trained it are nobody's business.
    checkpoint["config"] = {
        name: value for name, value in checkpoint["config"].items() if not name.endswith(("_file", "_dir"))
    }
    torch.save(checkpoint, directory / resources.NER_FILE, _use_new_zipfile_serialization=False)
    shutil.copyfile(workspace / "pretrain.pt", directory / resources.VECTORS_FILE)
    once = dict.fromkeys(training)
    NameLexicon.from_sentences(s for path in once for s in read_bio(path)).write(directory / resources.LEXICON_FILE)
    return resources.write_descriptions(directory, details)

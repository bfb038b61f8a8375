"""Training of the recogniser: Stanza's network and loss, several tag sets at once, from plain BIO files.

The network is :class:`stanza.models.ner.model.NERTagger`, one output layer a tag set. Stanza's own training loop reads
all sentences once and keeps them; this one draws them anew in every round, by the weights of their corpora, changed at
random (:mod:`~geotag.ner.training.augmentation`). Adam's rate rises and falls [1]_, and what is kept is the running
average of the weights [2]_. A round leaves a checkpoint, from which an interrupted training goes on.

References
----------
.. [1] I. Loshchilov, F. Hutter: SGDR: Stochastic Gradient Descent with Warm Restarts. ICLR 2017.
.. [2] B. T. Polyak, A. B. Juditsky: Acceleration of Stochastic Approximation by Averaging. SIAM Journal on Control and
   Optimization 30 (4), 1992.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final

import torch
from stanza.models import ner_tagger
from stanza.models.common.pretrain import Pretrain
from stanza.models.ner import scorer
from stanza.models.ner.trainer import Trainer, unpack_batch
from torch import Tensor

from geotag.ner import resources
from geotag.ner.corpora import read_bio
from geotag.ner.lexicon import NameLexicon
from geotag.ner.training.augmentation import Augmenter, LabelledSentence
from geotag.ner.training.batches import SentenceBatches, build_vocabulary, read_corpora
from geotag.ner.training.layers import quicken
from geotag.ner.training.options import Corpus, TrainingOptions
from geotag.ner.training.vectors import read_vectors, save_vectors
from geotag.paths import StrPath

__all__ = ["Run", "network_loss", "new_network", "package", "train_recogniser"]

logger = logging.getLogger(__name__)

_WEIGHTS: Final = "nertagger.pt"
_VECTORS: Final = "pretrain.pt"
_CHECKPOINT: Final = "checkpoint.pt"
#: Steps between two looks of the running average at the weights.
_AVERAGE_EVERY: Final = 5
_WARM_UP: Final = 0.05
#: Length of a common sentence.
_SENTENCE_WORDS: Final = 20


def train_recogniser(
    corpora: Sequence[Corpus],
    development: StrPath,
    vectors: StrPath,
    workspace: StrPath,
    options: TrainingOptions | None = None,
    start: StrPath | None = None,
) -> Path:
    """Train a recogniser and return the file of its best weights.

    Parameters
    ----------
    corpora
        What to learn from; one of them is of the main tag set.
    development
        BIO file that decides which weights are kept. It is never learned from.
    vectors
        Word vectors of normalised tokens (:func:`geotag.arabic.orthography.model_form`).
    workspace
        Directory for the checkpoint and the weights. A checkpoint of the same options that lies there is gone on from.
    start
        Weights that another training left in its workspace, to learn on from, with the same tag sets and vectors.

    Raises
    ------
    ValueError
        If a file cannot be read, no corpus is of the main tag set, or the checkpoint is of other options.
    """
    development = Path(development)
    vectors = Path(vectors)
    workspace = Path(workspace)
    start = None if start is None else Path(start)
    options = options or TrainingOptions()
    if not any(corpus.tagset == resources.MAIN for corpus in corpora):
        raise ValueError(f"no corpus of the tag set {resources.MAIN!r}: name one without a tag set before its path")
    torch.set_num_threads(options.threads)
    run = Run(corpora, development, vectors, workspace, options, start)
    run.resume()
    while run.round < options.rounds:
        run.learn()
    return workspace / _WEIGHTS


class Run:
    """A training in progress: :meth:`learn` is one round of it. Parameters are those of :func:`train_recogniser`."""

    def __init__(
        self,
        corpora: Sequence[Corpus],
        development: StrPath,
        vectors: StrPath,
        workspace: StrPath,
        options: TrainingOptions,
        start: StrPath | None = None,
    ) -> None:
        development = Path(development)
        vectors = Path(vectors)
        workspace = Path(workspace)
        start = None if start is None else Path(start)
        torch.manual_seed(options.seed)
        workspace.mkdir(parents=True, exist_ok=True)
        self._options = options
        self._workspace = workspace
        self._described = {
            "options": asdict(options),
            "corpora": [[corpus.path.name, corpus.tagset, corpus.weight] for corpus in corpora],
            "start": start and start.name,
        }
        tagsets, self._sentences = read_corpora(corpora)
        held_out = read_corpora([Corpus(development)])[1][0]
        # The development file has the main tag set alone here: that is what decides.
        held_out = [LabelledSentence(s.words, (s.columns[0], *[None] * (len(tagsets) - 1))) for s in held_out]
        self._masses = list(
            accumulate(
                corpus.weight * sum(len(s.words) for s in sentences)
                for corpus, sentences in zip(corpora, self._sentences, strict=True)
            )
        )
        self._augmenter = Augmenter((s for sentences in self._sentences for s in sentences), options.rates)
        words, matrix = read_vectors(vectors, options.vocabulary)
        pretrain = save_vectors(words, matrix, workspace / _VECTORS)
        if start is None:
            self._trainer = new_network(options, tagsets, self._sentences, pretrain)
        else:
            self._trainer = _trained_network(start, tagsets, self._sentences, pretrain)
        self._held_out = SentenceBatches(held_out, self._trainer.args, self._trainer.vocab, 2_000)
        self._gold = [[tags[0] for tags in sentence] for sentence in self._held_out.tags]
        model = self._trainer.model
        quicken(model)
        # Of the network's own vectors only what is added to them is learned.
        learned = ((name, p) for name, p in model.named_parameters() if p.requires_grad and name != "word_emb.weight")
        self._parameters = dict(learned)
        self._average = {name: p.detach().clone() for name, p in self._parameters.items()}
        self._optimizer = torch.optim.Adam(self._parameters.values(), betas=(0.9, 0.99), fused=True)
        self._step = 0
        self._best = -1.0
        self.round = 0
        logger.info(
            "%d sentences in %d corpora, tag sets %s; %d vectors, %d tuned",
            sum(map(len, self._sentences)),
            len(corpora),
            ", ".join(tagsets),
            len(words),
            len(self._trainer.vocab["delta"]),
        )

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        path = self._workspace / _CHECKPOINT
        if not path.exists():
            return
        state = torch.load(path, map_location="cpu", weights_only=True)
        if state["described"] != self._described:
            raise ValueError(
                f"{path} is of a training with other options or corpora; remove it or choose another workspace"
            )
        with torch.no_grad():
            for name, parameter in self._parameters.items():
                parameter.copy_(state["parameters"][name])
        self._average = state["average"]
        self._optimizer.load_state_dict(state["optimizer"])
        self._step, self._best, self.round = state["step"], state["best"], state["round"]
        logger.info("going on after round %d", self.round)

    def learn(self) -> None:
        """One round: learn, look at the development file, keep what is best."""
        began = time.monotonic()
        random = Random(f"{self._options.seed} {self.round}")  # noqa: S311 - nothing secret
        torch.manual_seed(random.getrandbits(32))
        sentences = list(self._draw(random))
        args, vocabulary = self._trainer.args, self._trainer.vocab
        batches = SentenceBatches(sentences, args, vocabulary, self._options.batch_words, self._options.hide, random)
        loss = 0.0
        for number, batch in enumerate(batches):
            done = (self.round + number / len(batches)) / self._options.rounds
            loss += self._update(batch, self._options.learning_rate * _schedule(done)) / len(batches)
        self.round += 1
        score = self._evaluate()
        logger.info(
            "round %d of %d: loss %.3f, F1 %.4f, %d s",
            self.round,
            self._options.rounds,
            loss,
            score,
            time.monotonic() - began,
        )
        # A kill while it is written leaves the one before.
        fresh = self._workspace / f"{_CHECKPOINT}.new"
        torch.save(
            {
                "described": self._described,
                "parameters": {name: p.detach() for name, p in self._parameters.items()},
                "average": self._average,
                "optimizer": self._optimizer.state_dict(),
                "step": self._step,
                "best": self._best,
                "round": self.round,
            },
            fresh,
        )
        fresh.replace(self._workspace / _CHECKPOINT)

    def _draw(self, random: Random) -> Iterator[LabelledSentence]:
        words = 0
        while words < self._options.round_words:
            corpus = random.choices(self._sentences, cum_weights=self._masses)[0]
            sentence = random.choice(corpus)
            if self._options.rates.any:
                sentence = self._augmenter.change(sentence, random)
            words += len(sentence.words)
            yield sentence

    def _update(self, batch: Any, rate: float) -> float:
        self._step += 1
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._trainer.model.train()
        self._optimizer.zero_grad()
        # Stanza's loss is one a sentence, but every word counts the same, and a batch has sentences of one length.
        loss = network_loss(self._trainer.model, batch) * (_SENTENCE_WORDS / len(batch[0][0]))
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._parameters.values(), self._trainer.args["max_grad_norm"])
        self._optimizer.step()
        if self._step % _AVERAGE_EVERY == 0:
            # Early on the average follows closely, so that it forgets the random start.
            decay = min(self._options.averaging**_AVERAGE_EVERY, self._step / (self._step + 10 * _AVERAGE_EVERY))
            with torch.no_grad():
                for name, parameter in self._parameters.items():
                    self._average[name].lerp_(parameter, 1 - decay)
        return float(loss.detach())

    def _evaluate(self) -> float:
        """Micro-F1 of the averaged weights on the development file; the best so far are saved."""
        learned = {name: p.detach().clone() for name, p in self._parameters.items()}
        self._put(self._average)
        with torch.no_grad():
            found = [tags for batch in self._held_out for tags in self._trainer.predict(batch)]
        score = float(scorer.score_by_entity(found, self._gold)[2])
        if score > self._best:
            self._best = score
            self._trainer.save(str(self._workspace / _WEIGHTS))
        self._put(learned)
        return score

    def _put(self, values: Mapping[str, Tensor]) -> None:
        with torch.no_grad():
            for name, parameter in self._parameters.items():
                parameter.copy_(values[name])


def _schedule(share: float) -> float:
    """Part of the highest rate, after a `share` of the training: up in a line, down along a cosine."""
    if share < _WARM_UP:
        return share / _WARM_UP
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, (share - _WARM_UP) / (1 - _WARM_UP))))


def new_network(
    options: TrainingOptions,
    tagsets: Sequence[str],
    corpora: Sequence[Sequence[LabelledSentence]],
    pretrain: Pretrain,
) -> Trainer:
    """Stanza's network for the labels of `corpora`, over word vectors, before it has learned anything."""
    args: dict[str, Any] = ner_tagger.parse_args(
        [
            "--mode=train",
            "--shorthand=ar_news",
            f"--word_emb_dim={pretrain.emb.shape[1]}",
            f"--hidden_dim={options.hidden_units}",
            f"--dropout={options.dropout}",
            "--emb_finetune_known_only",
            "--predict_tagset=0",
            "--cpu",
        ]
    )
    args["tagsets"] = list(tagsets)
    vocabulary = build_vocabulary(corpora, len(tagsets), pretrain.vocab, options.tuned_count)
    return Trainer(args=args, vocab=vocabulary, pretrain=pretrain, device="cpu")


def _trained_network(
    weights: Path, tagsets: Sequence[str], corpora: Sequence[Sequence[LabelledSentence]], pretrain: Pretrain
) -> Trainer:
    """The network of an earlier training, to learn on."""
    trainer = Trainer(args={}, model_file=str(weights), pretrain=pretrain, device="cpu")
    if trainer.vocab["word"]._id2unit != pretrain.vocab._id2unit:
        raise ValueError(f"{weights} was trained over other word vectors; name those with --vectors")
    known = trainer.args.get("tagsets")
    if known != list(tagsets):
        raise ValueError(f"{weights} has the tag sets {known}, the corpora {list(tagsets)}; they must be the same")
    for number, tagset in enumerate(tagsets):
        every = (tag[2:] for sentences in corpora for s in sentences for tag in s.columns[number] or () if tag != "O")
        new = set(every) - {tag[2:] for tag in trainer.vocab["tag"].items(number)}
        if new:
            raise ValueError(f"{weights} has no label {', '.join(sorted(new))} in its tag set {tagset!r}")
    return trainer


def network_loss(model: Any, batch: Any) -> Tensor:
    """Stanza's loss of a batch of sentences of one length: the mean over them."""
    inputs, _, word_order, char_order, lengths, word_lengths, char_lengths, offsets = unpack_batch(batch, "cpu")
    words, letters, letters_mask, chars, tags = inputs
    loss: Tensor = model(
        words, letters, letters_mask, tags, word_order, lengths, word_lengths, chars, offsets, char_lengths, char_order
    )[0]
    return loss


def package(
    weights: StrPath, workspace: StrPath, counted: Iterable[Path], directory: StrPath, details: Mapping[str, Any]
) -> resources.ModelInfo:
    """Make a model directory (:mod:`geotag.ner.resources`) of trained weights.

    What was learned about the words' vectors is added to them, so that there is one table and not two. Weights are
    stored as 16-bit floats: half the size, and no entity of the development file changes.

    Parameters
    ----------
    weights
        What :func:`train_recogniser` returned.
    workspace
        The same as for :func:`train_recogniser`.
    counted
        BIO files in which the lexicon counts how names begin, each once.
    directory
        Where the model goes; its last part becomes the model's name.
    details
        Version, description, training data, licences: kept in ``model.json``.
    """
    weights = Path(weights)
    workspace = Path(workspace)
    directory = Path(directory)
    for name in (resources.NER_FILE, resources.VECTORS_FILE):
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
    checkpoint = torch.load(weights, map_location="cpu", weights_only=True)
    vectors = torch.load(workspace / _VECTORS, map_location="cpu", weights_only=True)
    tuning = checkpoint["model"].pop("delta_emb.weight")
    tuned = checkpoint["vocab"].pop("delta")["_unit2id"]
    del checkpoint["vocab"]["_key2class"]["delta"]
    table = vectors["emb"].float()
    for word, row in vectors["vocab"]["_unit2id"].items():
        if word in tuned:
            table[row] += tuning[tuned[word]]
    vectors["emb"] = table.half()
    torch.save(vectors, directory / resources.VECTORS_FILE, _use_new_zipfile_serialization=False)
    checkpoint["model"] = {
        name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in checkpoint["model"].items()
    }
    # Paths of the machine that trained it are nobody's business.
    checkpoint["config"] = {
        name: value for name, value in checkpoint["config"].items() if not name.endswith(("_file", "_dir"))
    } | {"emb_finetune": False}
    torch.save(checkpoint, directory / resources.NER_FILE, _use_new_zipfile_serialization=False)
    once = dict.fromkeys(counted)
    NameLexicon.from_sentences(s for path in once for s in read_bio(path)).write(directory / resources.LEXICON_FILE)
    return resources.write_descriptions(directory, details)

"""Layers of Stanza's network that learn in a third of the time: the same parameters, the same mathematics.

Batches hold sentences of one length (:class:`~geotag.ner.training.batches.SentenceBatches`), so that a recurrent layer
can run over them in one piece, and letters are read once for each distinct word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from stanza.models.common.char_model import CharacterModel
from stanza.models.common.crf import CRFLoss
from stanza.models.common.packed_lstm import PackedLSTM
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence

__all__ = ["quicken"]


def quicken(model: Any) -> None:
    """Give a :class:`~stanza.models.ner.model.NERTagger` these layers, with the parameters that it has."""
    model.taggerlstm.__class__ = _WholeLSTM
    model.charmodel.__class__ = _DistinctWordsModel
    for crit in model.crits:
        crit.__class__ = _LabelledCRFLoss
    for module in (model, model.charmodel):
        for name, child in module.named_children():
            if isinstance(child, nn.Dropout):
                setattr(module, name, _QuickDropout(child.p))


class _QuickDropout(nn.Module):
    """Dropout by uniform numbers, which are made faster than Bernoulli's."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, values: Tensor) -> Tensor:
        if not self.training or not self.rate:
            return values
        return values * (torch.rand_like(values) >= self.rate).float().div_(1 - self.rate)


class _WholeLSTM(PackedLSTM):  # type: ignore[misc]
    """Runs over a batch of one length without packing."""

    def forward(self, input: Any, lengths: Sequence[int], hx: Any = None) -> Any:  # noqa: A002 - Stanza's name
        steps = len(input.batch_sizes)
        if int(input.batch_sizes[-1]) != int(input.batch_sizes[0]):
            return super().forward(input, lengths, hx)
        sentences = int(input.batch_sizes[0])
        found, states = self.lstm(input.data.view(steps, sentences, -1).transpose(0, 1), hx)
        data = found.transpose(0, 1).reshape(steps * sentences, -1)
        return PackedSequence(data, input.batch_sizes), states


class _DistinctWordsModel(CharacterModel):  # type: ignore[misc]
    """Reads each distinct word once, words of one length together."""

    def forward(
        self,
        chars: Tensor,
        chars_mask: Tensor,  # noqa: ARG002 - as Stanza calls it
        word_orig_idx: Sequence[int],
        sentlens: Sequence[int],
        wordlens: Any,  # noqa: ARG002 - as Stanza calls it
    ) -> PackedSequence:
        distinct, which = torch.unique(chars, dim=0, return_inverse=True)
        lengths = (distinct != 0).sum(dim=1)
        order = torch.argsort(lengths, stable=True)
        sizes = torch.unique_consecutive(lengths[order], return_counts=True)
        states = []
        start = 0
        for length, count in zip(*(counts.tolist() for counts in sizes), strict=True):
            rows = distinct[order[start : start + count], :length]
            start += count
            first = [init.expand(-1, count, -1).contiguous() for init in (self.charlstm_h_init, self.charlstm_c_init)]
            hidden = self.charlstm.lstm(self.dropout(self.char_emb(rows)), tuple(first))[1][0]
            states.append(hidden.transpose(0, 1).reshape(count, -1))
        found = torch.cat(states)[torch.argsort(order)][which]
        original = torch.empty(len(word_orig_idx), dtype=torch.long)
        original[torch.tensor(word_orig_idx)] = torch.arange(len(word_orig_idx))
        return pack_sequence(list(torch.split(found[original], list(sentlens))))


class _LabelledCRFLoss(CRFLoss):  # type: ignore[misc]
    """The loss over the sentences that are labelled at all, its sums over time without copies of the whole batch."""

    def forward(self, inputs: Tensor, masks: Tensor, tag_indices: Tensor) -> tuple[Any, Tensor]:
        labelled = (~masks.all(dim=1)).nonzero()[:, 0]
        if not len(labelled):
            return inputs.new_zeros(()), self._transitions
        loss, transitions = super().forward(inputs[labelled], masks[labelled], tag_indices[labelled])
        return loss * (len(labelled) / len(inputs)), transitions

    def crf_log_norm(self, inputs: Tensor, masks: Tensor, tag_indices: Tensor) -> Tensor:  # noqa: ARG002 - as Stanza calls it
        first, *rest = inputs.unbind(1)
        sums = first
        for scores, padded in zip(rest, masks.unbind(1)[1:], strict=True):
            following = torch.logsumexp(sums.unsqueeze(2) + self._transitions, dim=1) + scores
            sums = torch.where(padded.unsqueeze(1), sums, following)
        return torch.logsumexp(sums, dim=1)

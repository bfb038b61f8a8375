from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from geotag.ner.training.batches import SentenceBatches, read_corpora
from geotag.ner.training.layers import quicken
from geotag.ner.training.options import Corpus, TrainingOptions
from geotag.ner.training.trainer import network_loss, new_network
from geotag.ner.training.vectors import save_vectors

TEXT = "زار\tO\nسامي\tB-PER\nحلب\tB-CITY\n\nفي\tO\nخان\tB-CITY\nيونس\tI-CITY\n\nعاد\tO\nعاد\tO\nعاد\tO\n"


def gradients(model: Any, batch: Any) -> dict[str, torch.Tensor]:
    model.train()
    model.zero_grad()
    network_loss(model, batch).backward()
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


@pytest.mark.parametrize("words_a_batch", [3, 9])
def test_the_quick_layers_learn_what_stanzas_learn(tmp_path: Path, words_a_batch: int) -> None:
    path = tmp_path / "text.bio"
    path.write_text(TEXT, encoding="utf-8")
    (tmp_path / "old.bio").write_text(TEXT.replace("CITY", "LOC"), encoding="utf-8")
    tagsets, corpora = read_corpora([Corpus(path), Corpus(tmp_path / "old.bio", "old")])
    vectors = torch.randn(3, 5, generator=torch.Generator().manual_seed(1)).numpy()
    pretrain = save_vectors(["زار", "حلب", "عاد"], vectors, tmp_path / "vectors.pt")
    torch.manual_seed(3)
    trainer = new_network(TrainingOptions(hidden_units=6, dropout=0.0), tagsets, corpora, pretrain)
    # In double precision: in single, some processors' sums are 1% apart where terms cancel each other.
    model = trainer.model.double()
    model.worddrop.dropprob = 0.0
    model.charmodel.dropout.p = 0.0
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape))
    sentences = [s for part in corpora for s in part]
    batches = list(SentenceBatches(sentences, trainer.args, trainer.vocab, words_a_batch))
    expected = [gradients(model, batch) for batch in batches]
    quicken(model)
    for batch, slow in zip(batches, expected, strict=True):
        quick = gradients(model, batch)
        for name in set(slow) | set(quick):
            if name in slow and name in quick:
                torch.testing.assert_close(quick[name], slow[name], rtol=1e-3, atol=1e-4)
            else:
                # A column without labels has no gradient here, and one of zeros there.
                assert not slow.get(name, quick.get(name)).any()

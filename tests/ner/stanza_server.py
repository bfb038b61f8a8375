"""A small server with the layout of Stanza's official one, and a tiny package for it made with Stanza's own classes."""

from __future__ import annotations

import hashlib
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import torch
from stanza.models import ner_tagger
from stanza.models.common.char_model import CharacterLanguageModel, build_charlm_vocab
from stanza.models.common.doc import Document
from stanza.models.common.pretrain import Pretrain
from stanza.models.ner.data import DataLoader
from stanza.models.ner.trainer import Trainer
from stanza.resources.common import DEFAULT_RESOURCES_VERSION

from tests.conftest import KARABAKH

NER = "aqmar_charlm"
DEPENDENCIES = {"pretrain": "fasttextwiki", "forward_charlm": "ccwiki", "backward_charlm": "ccwiki"}
TAGS = ("O", *(f"{prefix}-{label}" for label in ("PER", "LOC", "ORG", "MISC") for prefix in "BIES"))
MODELS = "stanfordnlp/stanza-ar/resolve"


def make_models(directory: Path, *, charlm: bool = True) -> None:
    """Write a NER model with random weights, its vectors and its character language models below `directory`."""
    torch.manual_seed(11)
    words = list(dict.fromkeys(KARABAKH.split()))
    for kind in ("ner", "tokenize", *DEPENDENCIES):
        (directory / kind).mkdir(parents=True, exist_ok=True)
    (directory / "tokenize" / "padt.pt").write_bytes(b"a tokenizer that geotag has no use for")

    vectors = directory / "vectors.txt"
    rows = (f"{word} {' '.join(map(str, torch.randn(8).tolist()))}" for word in words[::2])
    vectors.write_text(f"{len(words[::2])} 8\n" + "\n".join(rows), encoding="utf-8")
    pretrain = Pretrain(str(directory / "pretrain" / "fasttextwiki.pt"), str(vectors))
    pretrain.load()

    vectors.write_text(KARABAKH, encoding="utf-8")
    vocabulary = {"char": build_charlm_vocab(str(vectors))}
    vectors.unlink()
    sizes = {
        "char_emb_dim": 6,
        "char_hidden_dim": 10,
        "char_num_layers": 1,
        "char_dropout": 0.0,
        "char_rec_dropout": 0.0,
    }
    arguments = ["--mode=train", "--shorthand=ar_aqmar", "--word_emb_dim=8", "--hidden_dim=12", "--cpu"]
    arguments += ["--num_layers=2"] if not charlm else ["--charlm"]
    for name in ("forward", "backward"):
        path = directory / f"{name}_charlm" / "ccwiki.pt"
        CharacterLanguageModel(sizes, vocabulary, is_forward_lm=name == "forward").save(str(path))
        arguments.append(f"--charlm_{name}_file={path}")

    entries = [{"id": (n,), "text": word, "ner": TAGS[n % len(TAGS)]} for n, word in enumerate(words, 1)]
    args = ner_tagger.parse_args(arguments)
    batches = DataLoader(Document([entries]), 32, args, pretrain, preprocess_tags=False)
    trainer = Trainer(args=args, vocab=batches.vocab, pretrain=pretrain, device="cpu")
    with torch.no_grad():
        # Random weights that are sure of themselves: names of every label come out.
        trainer.model.tag_clfs[0].weight.mul_(40)
        trainer.model.crits[0]._transitions.normal_()
    trainer.save(str(directory / "ner" / f"{NER}.pt"))


def _md5(path: Path) -> dict[str, Any]:
    return {"md5": hashlib.md5(path.read_bytes()).hexdigest()}


def make_site(root: Path) -> dict[str, Any]:
    """Write the models and give the resources of a server below `root`, but for its address."""
    models = root / MODELS / f"v{DEFAULT_RESOURCES_VERSION}" / "models"
    make_models(models)
    files = sorted(models.glob("*/*.pt"))
    with zipfile.ZipFile(models / "default.zip", "w") as archive:
        for path in files:
            archive.write(path, path.relative_to(models))
    arabic: dict[str, Any] = {"lang_name": "Arabic"}
    for path in files:
        arabic.setdefault(path.parent.name, {})[path.stem] = _md5(path)
    arabic["ner"][NER]["dependencies"] = [{"model": kind, "package": name} for kind, name in DEPENDENCIES.items()]
    arabic["packages"] = {"default": {"tokenize": "padt", "ner": NER}}
    arabic["default_md5"] = _md5(models / "default.zip")["md5"]
    return {"ar": arabic, "arabic": {"alias": "ar"}}


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]


@contextmanager
def serving(root: Path, resources: dict[str, Any]) -> Iterator[ThreadingHTTPServer]:
    """Serve `root` on loopback; the server's `asked` lists what was asked for, its `address` is its URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(root))) as server:
        server.asked = []
        server.address = f"http://127.0.0.1:{server.server_port}"
        url = f"{server.address}/stanfordnlp/stanza-{{lang}}/resolve/v{{resources_version}}/models/{{filename}}"
        listing = root / f"resources_{DEFAULT_RESOURCES_VERSION}.json"
        listing.write_text(json.dumps({**resources, "url": url}), encoding="utf-8")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

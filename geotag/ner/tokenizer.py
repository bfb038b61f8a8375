"""Our tokenizer as a variant of Stanza's tokenize processor, named ``geotag``.

Importing this module registers it; then ``stanza.Pipeline("ar", processors={"tokenize": "geotag"}, ...)`` works as
with Stanza's own variants. A token's ``text`` is written as the recogniser's training text was; its offsets are the
article's, so entities carry the article's own spelling. For models of Stanza's own, which were trained on text as it is
written, add ``tokenize_form="written"``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from stanza.models.common.doc import END_CHAR, MISC, START_CHAR, TEXT, Document
from stanza.pipeline._constants import TOKENIZE
from stanza.pipeline.processor import ProcessorVariant, register_processor_variant

from geotag.arabic.orthography import model_form
from geotag.arabic.tokens import sentences

__all__ = ["VARIANT", "GeotagTokenizer"]

VARIANT: Final = "geotag"
#: How a token's text is written for the processors that come after.
_FORMS: Final[Mapping[str, Callable[[str], str]]] = {"model": model_form, "written": str}


@register_processor_variant(TOKENIZE, VARIANT)
class GeotagTokenizer(ProcessorVariant):  # type: ignore[misc]
    """Splits Arabic text into sentences and tokens with the rules of :mod:`geotag.arabic.tokens`."""

    def __init__(self, config: dict[str, Any]) -> None:
        if config["lang"] != "ar":
            raise ValueError(f"the geotag tokenizer is for Arabic (ar), not for {config['lang']!r}")
        form = config.get("form", "model")
        if form not in _FORMS:
            raise ValueError(f"tokenize_form is {form!r}; it can be one of: {', '.join(_FORMS)}")
        self._form = _FORMS[form]

    def process(self, document: Document | str) -> Document:
        """Tokenize a text, or the text of a Stanza document."""
        text = document.text if isinstance(document, Document) else document
        if not isinstance(text, str):
            raise TypeError("the geotag tokenizer takes a text or a Stanza document that has one")
        entries = [
            [
                {TEXT: self._form(token.text), MISC: f"{START_CHAR}={token.start}|{END_CHAR}={token.end}"}
                for token in sentence
            ]
            for sentence in sentences(text)
        ]
        return Document(entries, text)

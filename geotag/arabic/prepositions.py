"""Prepositions of place, and the sides of a place, which stand as prepositions do (شمالي حلب)."""

from __future__ import annotations

from typing import Final

from geotag.arabic.words import forms

__all__ = ["PREPOSITIONS"]

#: What stands before the names of places, in model form.
PREPOSITIONS: Final = forms("prepositions.of_place") | forms("directions.sides")

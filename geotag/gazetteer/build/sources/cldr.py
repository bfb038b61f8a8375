"""Arabic names of countries and territories in CLDR, by way of the PyPI package Babel (Unicode licence)."""

from __future__ import annotations

from typing import Final

__all__ = ["territory_names"]

#: Locales whose names differ; the first gives the usual form.
_LOCALES: Final = ("ar", "ar_EG", "ar_SA", "ar_LY", "ar_DZ", "ar_LB")


def territory_names() -> dict[str, tuple[str, ...]]:
    """Arabic names by ISO 3166-1 alpha-2 code, without duplicates."""
    from babel import Locale

    names: dict[str, dict[str, None]] = {}
    for locale in _LOCALES:
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code.isalpha():
                for form in (name, *_without_brackets(name)):
                    names.setdefault(code, {})[form] = None
    return {code: tuple(forms) for code, forms in names.items()}


def _without_brackets(name: str) -> tuple[str, ...]:
    plain, bracket, _ = name.partition("(")
    return (plain.strip(),) if bracket else ()

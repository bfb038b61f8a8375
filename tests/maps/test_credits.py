from __future__ import annotations

from typing import Any

from geotag.maps.credits import credits_of
from tests.maps.factory import PROVENANCE


def corrected(sha256: str, **counts: int) -> dict[str, Any]:
    return {**PROVENANCE, "parameters": {"corrections": {"sha256": sha256, "rows": 3, **counts}}}


def test_articles_with_more_or_fewer_corrections_are_credited_once() -> None:
    provenances = [corrected("a"), corrected("a", corrected=1, not_places=0), corrected("a", corrected=2, not_places=1)]
    (credit,) = credits_of(provenances)
    assert '"rows": 3' in credit.record
    assert "not_places" not in credit.record
    assert len(credits_of([*provenances, corrected("b"), PROVENANCE])) == 3

"""How the walk of an article is counted."""

from __future__ import annotations

from pathlib import Path

from tools.walk import rooms_of, walked


def test_a_room_is_a_package_or_a_module() -> None:
    assert rooms_of(Path("arabic/heads.py")) == "arabic"
    assert rooms_of(Path("ner/people/linking.py")) == "ner/people"
    assert rooms_of(Path("tagger.py")) == "tagger"


def test_stays_and_climbs() -> None:
    down = [("tagger", "tag"), ("extraction", "extract"), ("arabic", "fold"), ("arabic", "readings")]
    walk = walked([*down, ("extraction", "place"), ("arabic", "fold"), ("resolve", "resolve"), ("tagger", "people")])
    assert [stay.room for stay in walk.stays] == ["tagger", "extraction", "arabic", "extraction", "resolve", "tagger"]
    assert len(walk.rooms) == 4
    # Back to extraction and to the tagger; what is called again is no stay, and resolve was not seen before.
    assert walk.climbs == 2

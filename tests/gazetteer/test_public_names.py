from __future__ import annotations

import subprocess
import sys

import pytest

from geotag import gazetteer


def test_the_geocoder_is_imported_only_when_it_is_asked_for() -> None:
    program = "import sys, geotag.gazetteer as g; assert 'geopy' not in sys.modules; assert g.GazetteerGeocoder.geocode"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_no_other_name_is_there() -> None:
    assert all(getattr(gazetteer, name).__name__ == name for name in gazetteer.__all__)
    with pytest.raises(AttributeError, match=r"'geotag\.gazetteer' has no attribute 'Gazeteer'"):
        _ = gazetteer.Gazeteer

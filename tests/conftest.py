"""Fixtures that several test modules share."""

from __future__ import annotations

import os
import shutil
import signal

import hypothesis
import pytest

import geotag
from geotag.gazetteer import Gazetteer

#: Our own prose: proclitics, heads, a list under one head, a verb that is also a town, a place that is also an agency.
KARABAKH = """أذربيجان تدمر دبابات أرمينية

أعلنت أذربيجان أن قواتها قصفت مواقع لأرمينيا بقره باغ، وأنها سيطرت على قرى في محافظتي آغدام وفضولي.
وقال الرئيس الروسي فلاديمير بوتين إن القتال في إقليم قره باغ يجب أن يتوقف. ودعا الرئيس الفرنسي إيمانويل ماكرون
إلى هدنة. واتفق بوتين وماكرون على مواصلة الاتصالات.

المصدر: الأناضول
"""

#: The program that tests of a mark drive, and the Debian package that brings it.
PROGRAMS = {"browser": ("chromium", "chromium"), "gdal": ("ogrinfo", "gdal-bin")}


# How long an example takes says something of the machine, and not of what is tested.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


def pytest_configure() -> None:
    """Give commands that tests start the signals of a user's terminal; a suite in the background is born without."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark, (program, package) in PROGRAMS.items():
        if item.get_closest_marker(mark) is None or shutil.which(program) is not None:
            continue
        reason = f"needs {program}: apt-get install {package}"
        # A machine that checks submissions must not pass for want of a program.
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def tagger() -> geotag.Tagger:
    return geotag.load()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.fixture(scope="session")
def karabakh(tagger: geotag.Tagger) -> geotag.TaggedArticle:
    return tagger.tag(geotag.Article("karabakh", KARABAKH, title="أذربيجان تدمر دبابات أرمينية"))

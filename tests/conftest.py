"""Fixtures that several test modules share."""

from __future__ import annotations

import pytest

import geotag
from geotag.gazetteer.search import Gazetteer

#: Our own prose: proclitics, heads, a list under one head, a verb that is also a town, a place that is also an agency.
KARABAKH = """أذربيجان تدمر دبابات أرمينية

أعلنت أذربيجان أن قواتها قصفت مواقع لأرمينيا بقره باغ، وأنها سيطرت على قرى في محافظتي آغدام وفضولي.
وقال الرئيس الروسي فلاديمير بوتين إن القتال في إقليم قره باغ يجب أن يتوقف. ودعا الرئيس الفرنسي إيمانويل ماكرون
إلى هدنة. واتفق بوتين وماكرون على مواصلة الاتصالات.

المصدر: الأناضول
"""


@pytest.fixture(scope="session")
def tagger() -> geotag.Tagger:
    return geotag.load()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.fixture(scope="session")
def karabakh(tagger: geotag.Tagger) -> geotag.TaggedArticle:
    return tagger.tag(geotag.Article("karabakh", KARABAKH, title="أذربيجان تدمر دبابات أرمينية"))

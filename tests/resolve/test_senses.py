from __future__ import annotations

from geotag.arabic.heads import Head
from geotag.model import Place
from geotag.resolve.country_context import CountryContext
from geotag.resolve.features import FEATURE_NAMES
from geotag.resolve.local_context import LocalContext
from geotag.resolve.ranking import Weights
from geotag.resolve.rounds import rank_senses
from geotag.resolve.senses import senses_of
from tests.resolve.places import BATROUN, TRIPOLI_LB, TRIPOLI_LY, query

PROVINCE = Head("محافظة", frozenset({"admin1"}), plural=False, detachable=True)
PLAIN, LIBYAN, LEBANESE = (LocalContext(described=frozenset(countries)) for countries in ((), {"LY"}, {"LB"}))


def test_mentions_of_a_name_are_decided_together() -> None:
    queries = [query(TRIPOLI_LY), query(BATROUN), query(TRIPOLI_LB, posterior=0.9)]
    tripoli, batroun = senses_of(queries, [PLAIN, PLAIN, LocalContext(fellows=(1,))])
    assert (tripoli.mentions, batroun.mentions) == ((0, 2), (1,))
    assert tripoli.query is queries[2], "the surest mention asks"
    assert tripoli.local.fellows == (1,)


def test_a_head_of_other_kinds_is_another_sense() -> None:
    senses = senses_of([query(TRIPOLI_LB), query(TRIPOLI_LB, head=PROVINCE), query(TRIPOLI_LB)], [PLAIN] * 3)
    assert [sense.mentions for sense in senses] == [(0, 2), (1,)]


def test_a_plain_mention_has_the_sense_of_the_last_described_one_or_else_of_the_first() -> None:
    local = [PLAIN, LIBYAN, PLAIN, LEBANESE, PLAIN]
    senses = senses_of([query(TRIPOLI_LB)] * 5, local)
    assert [(sense.mentions, set(sense.local.described)) for sense in senses] == [((0, 1, 2), {"LY"}), ((3, 4), {"LB"})]


def winners(weights: Weights, *names: tuple[Place, ...]) -> list[Place | None]:
    queries = [query(*places, key=str(number)) for number, places in enumerate(names)]
    senses = senses_of(queries, [LocalContext()] * len(queries))
    return [ranking.winner for ranking in rank_senses(senses, CountryContext({}, {}), weights)]


def weights(**features: float) -> Weights:
    return Weights({**dict.fromkeys(FEATURE_NAMES, 0.0), **features}, 0.0)


def test_names_are_ranked_in_the_light_of_the_others() -> None:
    tripoli = (TRIPOLI_LY, TRIPOLI_LB)
    assert winners(weights(prominence=1.0), tripoli, (BATROUN,)) == [TRIPOLI_LY, BATROUN]
    assert winners(weights(prominence=1.0, near=5.0), tripoli, (BATROUN,)) == [TRIPOLI_LB, BATROUN]
    assert winners(weights(prominence=1.0, near=5.0), tripoli, ()) == [TRIPOLI_LY, None]


def test_another_sense_of_a_name_is_no_witness() -> None:
    tripoli = (TRIPOLI_LY, TRIPOLI_LB)
    assert winners(weights(near=5.0, prominence=1.0), tripoli, (TRIPOLI_LB,)) == [TRIPOLI_LY, TRIPOLI_LB]


def test_equal_candidates_stand_in_the_order_of_their_ids() -> None:
    assert winners(weights(), (TRIPOLI_LY, TRIPOLI_LB)) == winners(weights(), (TRIPOLI_LB, TRIPOLI_LY)) == [TRIPOLI_LB]

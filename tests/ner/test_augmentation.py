from __future__ import annotations

from random import Random

import pytest

from geotag.ner.training.augmentation import AugmentationRates, Augmenter, LabelledSentence

SENTENCE = LabelledSentence(
    ("زار", "سامي", "حداد", "الناصرة", "امس"),
    (("O", "B-PER", "I-PER", "B-LOC", "O"), ("O", "B-PER", "I-PER", "B-CITY", "O")),
)
OTHER = LabelledSentence(("في", "خان", "يونس"), (("O", "B-LOC", "I-LOC"), ("O", "B-CITY", "I-CITY")))
COARSE_ONLY = LabelledSentence(("في", "باريس"), (("O", "B-LOC"), None))


def changed(sentence: LabelledSentence, **rates: float) -> LabelledSentence:
    augmenter = Augmenter([sentence, OTHER], AugmentationRates(**rates))
    return augmenter.change(sentence, Random(4))


def test_nothing_is_changed_without_rates() -> None:
    assert not AugmentationRates().any
    assert changed(SENTENCE) == SENTENCE


def test_names_are_swapped_within_their_kind() -> None:
    found = {changed_by(seed).words for seed in range(20)}
    assert ("زار", "سامي", "حداد", "خان", "يونس", "امس") in found
    assert all("سامي" in words for words in found)  # the only person there is


def changed_by(seed: int) -> LabelledSentence:
    return Augmenter([SENTENCE, OTHER], AugmentationRates(swap=1.0)).change(SENTENCE, Random(seed))


@pytest.mark.parametrize("seed", range(10))
def test_tags_keep_step_with_words(seed: int) -> None:
    rates = AugmentationRates(swap=0.3, proclitic=0.3, hashtag=0.3, spelling=0.3)
    sentence = Augmenter([SENTENCE, OTHER], rates).change(SENTENCE, Random(seed))
    for tags in sentence.columns:
        assert tags is not None
        assert len(tags) == len(sentence.words)
        assert [tag for tag in tags if tag.startswith("B")] in (["B-PER", "B-LOC"], ["B-PER", "B-CITY"])


def test_proclitics_join_the_name() -> None:
    words = changed(SENTENCE, proclitic=1.0).words
    assert len(words) == 5
    assert words[1].endswith("سامي")
    assert len(words[1]) == 5
    assert words[3].endswith("ناصرة")


def test_lam_takes_the_alef_of_the_article() -> None:
    found = {
        Augmenter([], AugmentationRates(proclitic=1.0)).change(SENTENCE, Random(seed)).words[3] for seed in range(40)
    }
    assert "للناصرة" in found
    assert "لالناصرة" not in found


def test_hashtags_are_tokens_of_their_own() -> None:
    sentence = changed(SENTENCE, hashtag=1.0)
    assert sentence.words == ("زار", "#", "سامي", "_", "حداد", "#", "الناصرة", "امس")
    assert sentence.columns[0] == ("O", "O", "B-PER", "I-PER", "I-PER", "O", "B-LOC", "O")


def test_last_letters_are_respelled() -> None:
    assert changed(SENTENCE, spelling=1.0).words == ("زار", "سامى", "حداد", "الناصره", "امس")


def test_sentences_without_the_finer_tags_are_changed_too() -> None:
    sentence = changed(COARSE_ONLY, hashtag=1.0)
    assert sentence.columns == (("O", "O", "B-LOC"), None)

from __future__ import annotations

import re

import pytest

from sketchapp.retrieval.trust import SIGNALS
from sketchapp.ui import text


@pytest.mark.parametrize(
    ("agreement", "words"),
    [(1.0, "agrees"), (0.5, "agrees"), (0.3, "partly"), (0.0, "does not"), (-1.0, "against")],
)
def test_the_order_is_told_in_words_and_with_its_figure(agreement: float, words: str):
    sentence = text.order_sentence(agreement, 6)
    assert words in sentence
    assert f"{agreement:+.2f}" in sentence


def test_few_strokes_are_too_early():
    assert "too early" in text.order_sentence(None, 6)
    assert "6 strokes" in text.order_sentence(None, 6)


@pytest.mark.parametrize(
    ("categories", "listed"),
    [
        (("chair",), "has chairs."),
        (("chair", "shoe"), "has chairs and shoes."),
        (("bag", "chair", "shoe"), "has bags, chairs and shoes."),
        ((), "has no photos."),
    ],
)
def test_an_unfamiliar_sketch_hears_what_there_is(categories: tuple[str, ...], listed: str):
    assert listed in text.unfamiliar_detail(categories)


def test_a_label_names_the_family_once():
    assert text.photo_label("chair", "dining") == "dining chair"
    assert text.photo_label("shoe", "") == "shoe"
    assert text.photo_label("shoe", "loafer") == "loafer"
    assert text.photo_label("boot", "boot") == "boot"
    assert text.photo_label("shoe", "laced_boot") == "laced boot"
    assert text.photo_label("lamp", "table_lamp") == "table lamp"
    assert text.photo_label("mug", "cup_saucer") == "cup and saucer"
    assert text.photo_label("bag", "duffel") == "duffel bag"
    assert text.photo_label("shoe", "loafer", "IMG 0042") == "IMG 0042"


def test_every_signal_has_words():
    assert text.SIGNAL_WORDS.keys() == set(SIGNALS)


def test_nobody_is_asked_to_trust_the_machine():
    words = " ".join(str(value) for value in vars(text).values())
    assert not re.search(r"\btrust", words, re.IGNORECASE)


@pytest.mark.parametrize(
    ("categories", "sentence"),
    [
        (("chair", "shoe"), "Draw a chair or a shoe here"),
        (("umbrella",), "Draw an umbrella here"),
        (("bag", "chair", "lamp"), "Draw a bag, a chair or a lamp here"),
        ((), "Draw what you are looking for"),
    ],
)
def test_an_empty_canvas_says_what_to_draw(categories: tuple[str, ...], sentence: str):
    assert text.welcome(categories) == sentence


@pytest.mark.parametrize(
    ("level", "levels", "words"),
    [
        (0, 3, "Rough so far: only the overall shape counts (3 of 9 rows)."),
        (1, 3, "Taking shape: its main parts count too (6 of 9 rows)."),
        (2, 3, "Detailed: small details count too (9 of 9 rows)."),
        (0, 2, "Rough so far: only the overall shape counts (3 of 6 rows)."),
        (1, 2, "Detailed: small details count too (6 of 6 rows)."),
        (0, 1, "Detailed: small details count too (3 of 3 rows)."),
    ],
)
def test_a_level_is_told_in_words_and_rows(level: int, levels: int, words: str):
    assert text.level_sentence(level, levels, 3 * (level + 1), 3 * levels, False) == words


def test_a_forced_level_is_told_as_such():
    sentences = {text.level_sentence(level, 3, 3 * (level + 1), 9, True) for level in range(3)}
    assert len(sentences) == 3
    assert all(sentence.startswith("You chose ") for sentence in sentences)
    assert "You chose fine: small details count too (9 of 9 rows)." in sentences


def test_levels_have_names_and_numbers_where_there_are_many():
    assert text.level_names(3) == ("Coarse", "Medium", "Fine")
    assert text.level_names(4) == ("Level 1", "Level 2", "Level 3", "Level 4")

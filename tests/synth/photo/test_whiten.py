import numpy as np
import pytest

from sketchapp.synth.photo.whiten import GONE_PX, MARGIN_PX, empty_floor, region, whiten

SIZE = 256
COVER = np.zeros((SIZE, SIZE))
COVER[80:180, 90:170] = 1.0
Y, X = np.mgrid[:SIZE, :SIZE]
FLOOR = np.repeat((0.8 + 0.1 * X / SIZE - 0.05 * (Y / SIZE) ** 2)[..., None], 3, 2)


def studio_photo() -> np.ndarray:
    """A dark red product on an uneven floor with a shadow at its foot."""
    shadow = 0.4 * np.exp(-(((X - 150) / 40) ** 2 + ((Y - 182) / 8) ** 2))
    photo = FLOOR * (1 - shadow[..., None])
    photo[COVER > 0] = (0.4, 0.05, 0.05)
    return photo


def test_the_region_is_the_product_and_its_margin() -> None:
    assert region(COVER) == (
        90 - MARGIN_PX,
        80 - MARGIN_PX,
        170 + MARGIN_PX,
        180 + MARGIN_PX,
    )
    everywhere = np.ones((SIZE, SIZE))
    assert region(everywhere) == (0, 0, SIZE, SIZE)


def test_the_background_is_white_the_product_unchanged_and_the_shadow_kept() -> None:
    photo = studio_photo()
    white = whiten(photo, COVER, region(COVER))
    assert np.allclose(white[COVER > 0], photo[COVER > 0])
    assert white[:60].min() > 0.995
    assert white[183, 150].max() < 0.75
    assert white.min() >= 0 and white.max() <= 1


def test_the_shadow_ends_without_a_cut() -> None:
    photo = FLOOR * 0.6  # a shadow over everything would show every cut
    photo[COVER > 0] = 0.1
    lit = FLOOR.copy()
    lit[:60] = FLOOR[:60]
    white = whiten(np.where(Y[..., None] < 100, lit, photo), COVER, (0, 0, SIZE, SIZE))
    beside = white[170:178, 175:, 0]
    assert np.abs(np.diff(beside, axis=1)).max() < 0.06
    far = np.hypot(np.maximum(0, np.maximum(90 - X, X - 169)), np.maximum(0, Y - 179)) > GONE_PX
    assert (white[far & (Y > 180)] == 1).all()


def test_the_border_of_the_photo_is_white_even_under_a_shadow() -> None:
    photo = studio_photo() * np.where(Y > 150, 0.5, 1.0)[..., None]
    cover = np.zeros((SIZE, SIZE))
    cover[100:240, 90:240] = 1.0
    white = whiten(photo, cover, region(cover))
    assert (white[0] == 1).all() and (white[-1] == 1).all()
    assert (white[:, 0] == 1).all() and (white[:, -1] == 1).all()


def test_the_floor_is_found_under_shadow() -> None:
    background = COVER == 0
    assert empty_floor(studio_photo(), background)[background] == pytest.approx(
        FLOOR[background], abs=0.02
    )

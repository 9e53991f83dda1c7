"""Made pictures are kept, and some of them shown again."""

from __future__ import annotations

import torch

from sketchapp.training.translators.pool import PicturePool


def pictures_of(*greys: float) -> torch.Tensor:
    return torch.tensor(greys)[:, None, None, None].expand(-1, 3, 4, 4)


def greys_of(pictures: torch.Tensor) -> list[float]:
    return pictures[:, 0, 0, 0].tolist()


def test_until_it_is_full_every_picture_is_kept_and_shown() -> None:
    pool, rng = PicturePool(3, 4), torch.Generator().manual_seed(0)
    assert greys_of(pool.exchange(pictures_of(1.0, 2.0), rng)) == [1.0, 2.0]
    assert greys_of(pool.pictures) == [1.0, 2.0, 0.0]
    pool.exchange(pictures_of(3.0), rng)
    assert greys_of(pool.pictures) == [1.0, 2.0, 3.0]


def test_then_half_of_what_is_shown_is_older_and_nothing_is_lost() -> None:
    pool, rng = PicturePool(10, 4), torch.Generator().manual_seed(0)
    pool.exchange(pictures_of(*map(float, range(10))), rng)
    made = [float(number) for number in range(10, 410)]
    shown = [grey for new in made for grey in greys_of(pool.exchange(pictures_of(new), rng))]
    older = sum(new != grey for new, grey in zip(made, shown, strict=True))
    assert 160 < older < 240
    everything = sorted(shown + greys_of(pool.pictures))
    assert everything == sorted([*map(float, range(10)), *made])


def test_an_empty_pool_shows_what_was_made() -> None:
    made = pictures_of(1.0, 2.0)
    assert torch.equal(PicturePool(0, 4).exchange(made, torch.Generator()), made)


def test_a_pool_goes_on_from_its_state() -> None:
    whole, again = PicturePool(2, 4), PicturePool(2, 4)
    whole.exchange(pictures_of(1.0, 2.0), torch.Generator())
    again.load_state_dict(whole.state_dict())
    shown = [
        pool.exchange(pictures_of(3.0, 4.0, 5.0, 6.0), torch.Generator().manual_seed(1))
        for pool in (whole, again)
    ]
    assert torch.equal(shown[0], shown[1]) and torch.equal(whole.pictures, again.pictures)

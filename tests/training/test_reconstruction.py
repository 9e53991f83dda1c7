"""Rows to photos: which rows count, where gradients go, and equation 3."""

from __future__ import annotations

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.training.generator.padding import random_codes
from sketchapp.training.reconstruction import RowDecoder, reconstruction_loss
from tests.models.stylegan2.tiny_generators import TINY, TWO_KINDS, tiny_generator
from tests.models.tiny import random_images

K, WIDTH = 3, 5


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def unit_rows(count: int = 2, n: int = K) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.randn(count, n, WIDTH, generator=rng(7)), dim=2)


def decoder(**changes) -> RowDecoder:
    generator = tiny_generator()
    generator.mean_latent.fill_(0.3)
    return RowDecoder(generator, K, WIDTH, rng(), **changes)


def test_codes_are_affine_in_each_row_around_the_mean() -> None:
    model, rows = decoder(), unit_rows()
    model.bias.data.normal_(generator=rng(2))
    codes = model.codes(rows, torch.ones(2, K), rng())
    for b in range(2):
        for i in range(K):
            expected = 0.3 + model.weight[i].T @ rows[b, i] + model.bias[i]
            assert torch.allclose(codes[b, i], expected, atol=1e-5)


@pytest.mark.parametrize("padding", ["mapped", "gaussian"])
def test_rows_not_selected_and_those_beyond_are_padded(padding) -> None:
    model, rows = decoder(padding=padding), unit_rows()
    mask = torch.tensor([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    codes = model.codes(rows, mask, rng(4))
    expected = random_codes(model.generator, 2, padding, None, rng(4))
    whole = model.codes(rows, torch.ones(2, K), rng(4))
    assert codes.shape == (2, TINY.rows, TINY.width)
    assert torch.equal(codes[:, K:], expected[:, K:])
    assert torch.equal(codes[0, 2], expected[0, 2]) and torch.equal(codes[1, 1:], expected[1, 1:])
    assert torch.allclose(codes[0, :2], whole[0, :2])


def test_fewer_rows_than_k_and_one_photo_at_a_time_give_the_same() -> None:
    model, rows = decoder(), unit_rows(n=2)
    codes = model.codes(rows, torch.ones(2, 2), rng())
    padded = torch.cat([rows, rows[:, :1]], 1)
    mask = torch.tensor([[1.0, 1.0, 0.0]]).expand(2, -1)
    assert torch.allclose(codes, model.codes(padded, mask, rng()))


def test_gradients_reach_rows_mask_and_maps_and_not_the_generator() -> None:
    model = decoder()
    rows, mask = unit_rows().requires_grad_(), torch.full((2, K), 0.5, requires_grad=True)
    photos = model(rows, mask, rng())
    assert photos.shape == (2, 3, 16, 16)
    reconstruction_loss(random_images(2, 16), photos, photos).backward()
    assert rows.grad is not None and (rows.grad.abs().amax(2) > 0).all()
    assert mask.grad is not None and (mask.grad != 0).all()
    assert model.weight.grad is not None and model.bias.grad is not None
    assert all(weight.grad is None for weight in model.generator.parameters())
    assert set(model.state_dict()) == {"weight", "bias"}


def test_a_row_switched_off_gets_no_gradient() -> None:
    model, rows = decoder(), unit_rows().requires_grad_()
    model(rows, torch.tensor([[1.0, 0.0, 0.0]] * 2), rng()).sum().backward()
    assert rows.grad is not None
    assert (rows.grad[:, 0] != 0).any() and (rows.grad[:, 1:] == 0).all()


def test_decoded_codes_start_as_wide_as_those_the_generator_knows() -> None:
    generator = tiny_generator()
    model = RowDecoder(generator, TINY.rows, 64, rng())
    rows = torch.nn.functional.normalize(torch.randn(400, TINY.rows, 64, generator=rng(1)), dim=2)
    ours = model.codes(rows, torch.ones(400, TINY.rows), rng()).std((0, 1))
    known = random_codes(generator, 400, "mapped", None, rng(2)).std((0, 1))
    assert torch.allclose(ours, known, rtol=0.35)


def test_the_decoder_learns_a_photo() -> None:
    model, rows = decoder(), unit_rows(1)
    wanted = model.generator.synthesise(random_codes(model.generator, 1, "mapped", None, rng(9)))
    adam = torch.optim.Adam(model.parameters(), 0.02)
    losses = []
    for _ in range(60):
        made = model(rows, torch.ones(1, K), rng())
        loss = reconstruction_loss(wanted, made, made)
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    assert losses[-1] < 0.6 * losses[0]


def test_equation_3_resizes_photos_and_adds_both_errors() -> None:
    photos = torch.full((2, 3, 32, 32), 0.5)
    from_sketch, from_photo = torch.full((2, 3, 16, 16), 0.7), torch.full((2, 3, 16, 16), 0.4)
    loss = reconstruction_loss(photos, from_sketch, from_photo)
    assert loss.item() == pytest.approx(0.2**2 + 0.1**2, rel=1e-4)


def test_shapes_that_do_not_fit_are_refused() -> None:
    model = decoder()
    for rows, mask in (
        (torch.zeros(2, K, WIDTH + 1), torch.ones(2, K)),
        (torch.zeros(2, K + 1, WIDTH), torch.ones(2, K + 1)),
        (torch.zeros(2, K, WIDTH), torch.ones(2, K - 1)),
    ):
        with pytest.raises(CheckpointError, match="n up to 3"):
            model.codes(rows, mask, rng())
    with pytest.raises(CheckpointError, match="give 1 to 6"):
        RowDecoder(tiny_generator(TWO_KINDS), 7, WIDTH, rng())

"""Hubs among photos, taken down by one more number in every row."""

from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.load import load_plain, load_retriever
from sketchapp.models.local_scaling import Bank, ScaledRetriever, add_bank, widened
from sketchapp.models.retriever import MatrixRetriever
from tests.models.tiny import TINY_MATRIX, random_images, tiny_retriever


def bank_for(plain: MatrixRetriever) -> Bank:
    with torch.no_grad():
        return Bank(plain.embed_sketch(random_images(5, seed=3)), 2, 0.1)


def products(sketches: torch.Tensor, photos: torch.Tensor, count: int) -> torch.Tensor:
    """Mean products (A, B) of the first rows."""
    return torch.einsum("akd,bkd->abk", sketches, photos)[:, :, :count].mean(2)


def test_similarity_of_whole_drawings_is_less_half_of_what_the_nearest_sketches_have() -> None:
    plain = tiny_retriever(0, TINY_MATRIX)
    bank = bank_for(plain)
    whole = ScaledRetriever(plain, bank)
    sketches, photos = random_images(3), random_images(4, seed=1)
    with torch.inference_mode():
        drawn, seen = plain.embed_sketch(sketches), plain.embed_photo(photos)
        scaled_drawn, scaled_seen = whole.embed_sketch(sketches), whole.embed_photo(photos)
    assert scaled_drawn.shape == (3, 3, 9) == (3, whole.rows, whole.width)
    for count in (1, 2):
        same = products(drawn, seen, count)
        assert torch.allclose(products(scaled_drawn, scaled_seen, count), same, atol=1e-6)
    near = products(bank.rows, seen, 3).sort(dim=0, descending=True).values[:2].mean(0)
    expected = products(drawn, seen, 3) - near / 2 + bank.centre
    assert torch.allclose(products(scaled_drawn, scaled_seen, 3), expected, atol=1e-5)


def test_an_ordinary_embedding_is_scaled_in_its_one_row() -> None:
    plain = tiny_retriever()
    bank = bank_for(plain)
    with torch.no_grad():
        photos = random_images(2, seed=1)
        column = ScaledRetriever(plain, bank).embed_photo(photos)[:, 0, -1]
        assert torch.allclose(column, -bank.hubness(plain.embed_photo(photos)))


def test_a_hub_gives_way_to_a_photo_that_few_sketches_are_near() -> None:
    known = torch.nn.functional.normalize(
        torch.tensor([[1.0, 0.2], [1.0, -0.2], [1.0, 0.0]]), dim=1
    )
    hub, other = torch.tensor([[[1.0, 0.0]], [[0.6, 0.8]]])
    assert Bank(known[:, None], 3, 0.0).hubness(torch.stack([hub, other])).diff() < -0.1


def test_gradients_of_a_sketch_are_those_of_the_plain_retriever() -> None:
    plain = tiny_retriever(0, TINY_MATRIX)
    whole = ScaledRetriever(plain, bank_for(plain))
    image, photo = random_images(1), random_images(1, seed=1)
    gradients = []
    for one in (plain, whole):
        ink = image.clone().requires_grad_()
        score = (one.embed_sketch(ink) * one.embed_photo(photo).detach()).sum()
        gradients.append(torch.autograd.grad(score, ink)[0])
    assert torch.allclose(*gradients, atol=1e-6)


def test_weights_with_a_bank_come_back(tmp_path: Path) -> None:
    plain, path = tiny_retriever(0, TINY_MATRIX), tmp_path / "r.safetensors"
    bank = bank_for(plain)
    plain.save(path, {"temperature": 0.125})
    write_checkpoint(path, *add_bank(read_tensors(path), read_config(path), bank))
    loaded = load_retriever(path)
    assert isinstance(loaded, ScaledRetriever) and isinstance(load_plain(path), MatrixRetriever)
    assert loaded.temperature == 0.125 and loaded.id == load_plain(path).id != "untrained"
    with torch.inference_mode():
        photos = random_images(2, seed=1)
        expected = ScaledRetriever(plain, bank).embed_photo(photos)
        assert torch.allclose(loaded.embed_photo(photos), expected, atol=1e-2)


def test_a_bank_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    plain, path = tiny_retriever(0, TINY_MATRIX), tmp_path / "r.safetensors"
    bank = bank_for(plain)
    with pytest.raises(CheckpointError, match="do not fit"):
        ScaledRetriever(plain, Bank(bank.rows[:, :2], 2, 0.0))
    plain.save(path, {})
    _, header = add_bank({}, read_config(path), bank)
    write_checkpoint(path, read_tensors(path), header)
    with pytest.raises(CheckpointError, match="does not fit this version"):
        load_retriever(path)


def test_a_widened_direction_tells_the_same() -> None:
    rows, direction = torch.randn(4, 3, 5), torch.randn(15)
    wide = torch.cat([rows, torch.ones(4, 3, 1)], dim=2)
    along = wide.flatten(1) @ widened(direction, (3, 5))
    assert torch.allclose(along, rows.flatten(1) @ direction, atol=1e-5)

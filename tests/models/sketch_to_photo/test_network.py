"""Encoder, code and generator as one network, and their file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.sketch_to_photo.code import SketchCode
from sketchapp.models.sketch_to_photo.config import SketchToPhotoConfig
from sketchapp.models.sketch_to_photo.groups import GROUPS
from sketchapp.models.sketch_to_photo.network import load_sketch_to_photo
from tests.models.sketch_to_photo.made_networks import ROWS_ALONE, WITH_MAPS, tiny_network
from tests.models.stylegan2.tiny_generators import TINY
from tests.models.tiny import made_weights, random_images


@pytest.mark.parametrize("config", [ROWS_ALONE, WITH_MAPS])
def test_a_code_has_rows_and_the_maps_that_were_asked_for(config: SketchToPhotoConfig) -> None:
    network = tiny_network(config)
    code = network.encode(random_images(2))
    assert code.rows.shape == (2, 3, 12) and code.category_logits.shape == (2, 2)
    assert {size: each.shape[1:] for size, each in code.maps.items()} == {
        size: (TINY.channels(size), size, size) for size in config.maps_px
    }


def test_the_sketch_decides_the_first_rows_and_the_style_the_others() -> None:
    network = tiny_network(ROWS_ALONE)
    code, style = network.encode(random_images(2)), torch.randn(2, 12)
    rows = network.all_rows(code, style)
    assert torch.equal(rows[:, :3], code.rows)
    assert torch.equal(rows[:, 3:], style[:, None].expand(-1, 3, -1))
    photos = network.decode(code, style)
    assert photos.shape == (2, 3, 16, 16)
    assert torch.allclose(photos, network.generator.synthesise(rows))  # nothing else comes in


def test_maps_change_the_photo_where_they_lie() -> None:
    network = tiny_network()
    code, style = network.encode(random_images(1)), torch.randn(1, 12)
    before = network.decode(code, style)
    code.maps[16][:, :, :4, :4] += 1.0
    changed = (network.decode(code, style) - before).abs().amax((0, 1))
    assert changed[:4, :4].min() > 1e-4 and changed[9:, 9:].max() < 1e-6


def test_a_codes_groups_are_thirds_scaled_to_mean_squares() -> None:
    maps = {8: torch.full((1, 2, 8, 8), 2.0), 16: torch.full((1, 1, 16, 16), 3.0)}
    code = SketchCode(torch.arange(4.0)[None, :, None].expand(1, 4, 5), maps, torch.zeros(1, 0))
    lengths = {name: part.square().sum().item() for name, part in code.by_group().items()}
    assert tuple(lengths) == GROUPS
    assert lengths["coarse"] == pytest.approx((0 + 1) / 2 + 4)  # rows 0 and 1, the map of 8 px
    assert lengths["mid"] == pytest.approx(4 + 9) and lengths["fine"] == pytest.approx(9)


def test_a_file_gives_the_same_photos(tmp_path: Path) -> None:
    network = tiny_network()
    network.half().float().save(tmp_path / "n.safetensors", {"recipe": {}})
    again = load_sketch_to_photo(tmp_path / "n.safetensors")
    assert again.config == network.config and again.categories == ("chair", "shoe")
    assert not any(each.requires_grad for each in again.parameters())
    images, style = random_images(1), torch.randn(1, 12)
    photo = network.decode(network.encode(images), style)
    assert torch.allclose(again.decode(again.encode(images), style), photo, atol=1e-2)


def test_what_is_no_such_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="holds no sketch-to-photo network"):
        load_sketch_to_photo(made_weights(tmp_path / "w.safetensors"))
    with pytest.raises(CheckpointError, match="no weights at"):
        load_sketch_to_photo(tmp_path / "nothing.safetensors")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"structural": 2}, "2 structural rows; 3 to 6"),
        ({"structural": 7}, "7 structural rows; 3 to 6"),
        ({"maps_px": (16, 8)}, "each once, small first"),
        ({"maps_px": (4,)}, "each once, small first"),
        ({"maps_px": (8,), "size_px": 36}, "halves of halves"),
    ],
)
def test_what_does_not_fit_the_generator_is_refused(changes: dict, message: str) -> None:
    with pytest.raises(CheckpointError, match=message):
        replace(ROWS_ALONE, **changes).check(TINY)

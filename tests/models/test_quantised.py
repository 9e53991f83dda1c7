from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_tensors
from sketchapp.models.ensemble import load_ensemble
from sketchapp.models.load import load_retriever
from sketchapp.models.quantised import LARGE, in_floats, quantised
from sketchapp.training.ensemble import join
from tests.models.tiny import TINY_MATRIX, random_images, tiny_retriever

LARGE_SHAPE = (64, LARGE // 64)


def test_every_number_is_half_a_step_off_at_most() -> None:
    kernel = torch.randn(64, 32, 3, 3, generator=torch.Generator().manual_seed(0))
    kernel[3] *= 50  # another scale in one output channel must not coarsen the rest
    back = in_floats(quantised({"a": kernel}))["a"]
    step = kernel.abs().flatten(1).amax(1) / 63
    assert ((back - kernel).abs().flatten(1).amax(1) <= 0.51 * step).all()
    assert quantised({"a": kernel})["a"].dtype == torch.int8


def test_small_tensors_and_whole_numbers_stay_as_they_are() -> None:
    tensors = {
        "bias": torch.randn(LARGE).half(),
        "depthwise": torch.randn(32, 1, 3, 3).half(),
        "counts": torch.ones(LARGE_SHAPE, dtype=torch.int64),
    }
    stored = quantised(tensors)
    assert set(stored) == set(tensors)
    assert all(torch.equal(stored[name], tensors[name]) for name in tensors)


def test_a_channel_of_zeros_comes_back_as_zeros() -> None:
    back = in_floats(quantised({"a": torch.zeros(LARGE_SHAPE)}))["a"]
    assert torch.equal(back, torch.zeros(LARGE_SHAPE))


def test_tensors_that_were_never_stored_so_come_through() -> None:
    assert torch.equal(in_floats({"a": torch.ones(2, 2).half()})["a"], torch.ones(2, 2))


@pytest.fixture
def members(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{seed}.safetensors" for seed in (0, 1)]
    for seed, path in enumerate(paths):
        tiny_retriever(seed, TINY_MATRIX).save(path, {"steps": seed})
    return paths


def test_an_ensemble_of_half_the_size_reads_alike(members: list[Path], tmp_path: Path) -> None:
    fine = join(members, tmp_path / "fine.safetensors")
    small = join(members, tmp_path / "small.safetensors", in_bytes=(0, 1))
    assert small.stat().st_size < 0.6 * fine.stat().st_size
    assert {t.dtype for t in read_tensors(small).values()} == {torch.int8, torch.float16}
    mixed = join(members, tmp_path / "mixed.safetensors", in_bytes=(1,))
    kept = read_tensors(mixed)
    assert kept["0.encode_sketch.project.weight"].dtype == torch.float16
    assert small.stat().st_size < mixed.stat().st_size < fine.stat().st_size
    images = random_images(4)
    exact, rounded = (load_retriever(path).embed_sketch(images) for path in (fine, small))
    assert torch.nn.functional.cosine_similarity(exact, rounded, dim=2).min() > 0.998


def test_a_network_that_is_not_there_is_refused(members: list[Path], tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no network 3: the files hold 2"):
        join(members, tmp_path / "all.safetensors", in_bytes=(2,))


def test_an_ensemble_can_be_a_member(members: list[Path], tmp_path: Path) -> None:
    pair = join(members, tmp_path / "pair.safetensors")
    tiny_retriever(2, TINY_MATRIX).save(tmp_path / "third.safetensors", {"steps": 2})
    third = tmp_path / "third.safetensors"
    shares = ((0.5, 0.4, 0.3), (0.3, 0.3, 0.3), (0.2, 0.3, 0.4))
    three = load_ensemble(join([pair, third], tmp_path / "three.safetensors", shares))
    assert len(three.members) == 3 and three.shares == shares
    rows = three.members[2].embed_sketch(random_images(1))
    assert torch.allclose(rows, load_retriever(third).embed_sketch(random_images(1)))

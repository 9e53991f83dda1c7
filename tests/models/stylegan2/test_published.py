"""Published weights give the photos that their own layout gives."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from sketchapp.errors import CheckpointError
from sketchapp.models.stylegan2.generator import GeneratorConfig
from sketchapp.models.stylegan2.published import (
    config_of,
    generator_of_published,
    names_of,
    read_published,
)
from tests.models.stylegan2 import rosinality

CHANNELS = [8, 8, 6, 3]  # at 4, 8, 16 and 32 px: the pattern of a base of 96 and at most 8


@pytest.fixture
def state() -> rosinality.State:
    return rosinality.made_state(CHANNELS)


def test_the_shapes_tell_the_configuration(state: rosinality.State) -> None:
    config = config_of(state)
    assert config == GeneratorConfig(32, 6, 96, 8, (), 3)
    assert [config.channels(size) for size in config.sizes_px] == CHANNELS


def test_the_mapping_equals_theirs(state: rosinality.State) -> None:
    z = torch.randn(5, 6, generator=torch.Generator().manual_seed(1))
    ours = generator_of_published(state).map(z)
    assert torch.allclose(ours, rosinality.mapped(state, z), atol=1e-5)


def test_photos_equal_theirs_mapped_to_0_1(state: rosinality.State) -> None:
    generator = generator_of_published(state)
    codes = torch.randn(3, 8, 6, generator=torch.Generator().manual_seed(2))
    theirs = torch.cat([rosinality.photo(state, code) for code in codes])
    assert torch.allclose(generator.synthesise(codes), (theirs + 1) / 2, rtol=1e-4, atol=1e-4)
    for row in range(8):  # and each row is that row
        changed = codes.clone()
        changed[:, row] *= 0.5
        other = torch.cat([rosinality.photo(state, code) for code in changed])
        assert not torch.allclose(other, theirs, atol=1e-3)
        assert torch.allclose(generator.synthesise(changed), (other + 1) / 2, rtol=1e-4, atol=1e-4)


def test_every_tensor_of_ours_has_a_name_there(state: rosinality.State) -> None:
    generator = generator_of_published(state)
    names = names_of(generator.config)
    own = {name for name, tensor in generator.state_dict().items() if tensor.numel()}
    assert set(names) == own - {"mean_latent"}
    kernels = {name for name in state if name.endswith("kernel")}
    assert set(names.values()) == set(state) - kernels


def test_the_mean_latent_is_theirs_or_measured(state: rosinality.State) -> None:
    measured = generator_of_published(state).mean_latent
    z = torch.randn(20_000, 6, generator=torch.Generator().manual_seed(3))
    assert torch.allclose(measured, rosinality.mapped(state, z).mean(0), atol=0.05)
    given = torch.arange(6.0)
    assert torch.equal(generator_of_published(state | {"latent_avg": given}).mean_latent, given)


def test_planes_of_noise_are_theirs_or_drawn_from_a_seed(state: rosinality.State) -> None:
    planes = {name for name in state if name.startswith("noises.")}
    codes = torch.randn(2, 8, 6, generator=torch.Generator().manual_seed(4))
    bare = {name: tensor for name, tensor in state.items() if name not in planes}
    first, again = (generator_of_published(bare) for _ in range(2))
    assert torch.equal(first.synthesise(codes), again.synthesise(codes))
    own, names = first.state_dict(), names_of(first.config)
    drawn = {theirs: own[ours] for ours, theirs in names.items() if theirs in planes}
    assert len(drawn) == 7 and all(0.5 < plane.std() < 1.5 for plane in drawn.values())
    theirs = torch.cat([rosinality.photo(bare | drawn, code) for code in codes])
    assert torch.allclose(first.synthesise(codes), (theirs + 1) / 2, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("wrapped", [False, True])
def test_pt_and_safetensors_give_the_same(
    tmp_path: Path, state: rosinality.State, wrapped: bool
) -> None:
    mean = torch.arange(6.0)
    worse = {name: torch.zeros_like(tensor) for name, tensor in state.items()}
    whole = {"g": worse, "g_ema": state, "latent_avg": mean, "iter": 7}
    torch.save(whole if wrapped else state, tmp_path / "g.pt")
    save_file(state, tmp_path / "g.safetensors")
    from_pt, from_safetensors = (
        read_published(tmp_path / name) for name in ("g.pt", "g.safetensors")
    )
    assert ("latent_avg" in from_pt) == wrapped
    assert all(torch.equal(from_pt[name], from_safetensors[name]) for name in state)


def test_a_state_of_their_training_is_read_whatever_its_options(
    tmp_path: Path, state: rosinality.State
) -> None:
    optimiser = {"state": {0: {"step": 3}}, "param_groups": [{"lr": 0.002, "betas": (0.0, 0.99)}]}
    options = Namespace(size=32, ckpt=None, augment=True)
    whole = {"g": {}, "d": {}, "g_ema": state, "g_optim": optimiser, "args": options}
    torch.save(whole | {"ada_aug_p": 0.1}, tmp_path / "g.pt")
    read = read_published(tmp_path / "g.pt")
    assert read.keys() == state.keys()
    assert all(torch.equal(read[name], state[name]) for name in state)


class Runs:
    """What a pickle that runs something looks like."""

    def __reduce__(self) -> tuple:
        return print, ("a pickle has run",)


def test_a_file_that_would_run_something_is_not_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.save({"g_ema": Runs()}, tmp_path / "evil.pt")
    with pytest.raises(CheckpointError, match="more than tensors") as refused:
        read_published(tmp_path / "evil.pt")
    assert "\n" not in str(refused.value) and "weights_only" not in str(refused.value)
    assert "has run" not in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"text\n", b"\x80\x02X\x01\x00\x00\x00\xff."])
def test_a_damaged_file_is_not_opened(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "g.pt").write_bytes(content)
    with pytest.raises(CheckpointError, match="is damaged"):
        read_published(tmp_path / "g.pt")


def test_other_layouts_and_missing_files_are_refused(
    tmp_path: Path, state: rosinality.State
) -> None:
    with pytest.raises(CheckpointError, match="no published generator"):
        read_published(tmp_path / "none.pt")
    with pytest.raises(CheckpointError, match="no published generator"):
        generator_of_published({"mapping.fc0.weight": torch.zeros(2, 2)})
    del state["convs.1.noise.weight"]
    with pytest.raises(CheckpointError, match=r"first convs\.1\.noise\.weight"):
        generator_of_published(state)
    state["convs.1.noise.weight"] = torch.zeros(2)
    with pytest.raises(CheckpointError, match="odd shape"):
        generator_of_published(state)

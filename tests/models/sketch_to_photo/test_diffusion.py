"""A diffusion model with a scribble control, of tiny weights that the test makes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.sketch_to_photo import diffusion
from sketchapp.models.sketch_to_photo.diffusion import DiffusionSettings, load_diffusion
from sketchapp.sketch import Sketch
from tests.models.sketch_to_photo.made_networks import CHAIR

WIDTH = 16


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> DiffusionSettings:
    """Base and control in folders of the diffusers layout."""
    diffusers = pytest.importorskip("diffusers")
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("diffusion")
    torch.manual_seed(0)
    blocks = {"block_out_channels": (8, 16), "norm_num_groups": 4, "cross_attention_dim": WIDTH}
    unet = diffusers.UNet2DConditionModel(
        sample_size=8,
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=4,
        **blocks,
    )
    control = diffusers.ControlNetModel.from_unet(
        unet, conditioning_embedding_out_channels=(8, 8, 8, 8)
    )
    embedding = control.controlnet_cond_embedding.conv_out
    for layer in (embedding, *control.controlnet_down_blocks):  # zero before training
        torch.nn.init.normal_(layer.weight)
    vae = diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 8, 8),
        latent_channels=4,
        norm_num_groups=4,
    )
    text = transformers.CLIPTextModel(
        transformers.CLIPTextConfig(
            vocab_size=100,
            hidden_size=WIDTH,
            intermediate_size=WIDTH,
            num_hidden_layers=1,
            num_attention_heads=2,
            max_position_embeddings=77,
            bos_token_id=0,
            eos_token_id=1,
            pad_token_id=1,
        )
    )
    pipeline = diffusers.StableDiffusionControlNetPipeline(
        vae, text, made_tokenizer(transformers, folder), unet, control,
        diffusers.DDIMScheduler(), None, None, None, False,
    )  # fmt: skip
    pipeline.save_pretrained(folder / "base")
    control.save_pretrained(folder / "control")
    return DiffusionSettings(
        str(folder / "base"), str(folder / "control"), size_px=64, steps=2, device="cpu"
    )


def made_tokenizer(transformers, folder: Path):
    """Letters alone."""
    words = ["<|startoftext|>", "<|endoftext|>"]
    for letter in "abcdefghijklmnopqrstuvwxyz,":
        words += [letter, letter + "</w>"]
    vocabulary = {word: number for number, word in enumerate(words)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    files = str(folder / "vocab.json"), str(folder / "merges.txt")
    return transformers.CLIPTokenizer(*files, model_max_length=77)


def test_the_sketch_the_seed_and_nothing_else_decide(settings: DiffusionSettings) -> None:
    generator = load_diffusion(settings)
    first, again, other = (generator.generate(CHAIR, seed, "shoe") for seed in (1, 1, 2))
    assert first.photo.shape == (3, 64, 64) and 0 <= first.photo.min() <= first.photo.max() <= 1
    assert torch.equal(first.photo, again.photo) and not torch.equal(first.photo, other.photo)
    assert first.rows is None and first.category == "shoe"
    blank = generator.generate(Sketch(), 1, "shoe")
    assert not torch.equal(first.photo, blank.photo)
    variants = generator.variants(CHAIR, [1, 2], "shoe")
    assert torch.equal(variants[1].photo, other.photo)
    assert generator.cost().parameters > 1000


def test_what_is_not_possible_is_refused(settings: DiffusionSettings, tmp_path: Path) -> None:
    generator = load_diffusion(settings)
    with pytest.raises(CheckpointError, match="there are: chair, shoe"):
        generator.generate(CHAIR, 0, "lamp")
    with pytest.raises(CheckpointError, match="0 to 2147483647"):
        generator.generate(CHAIR, -1)
    with pytest.raises(CheckpointError, match="1 to 16"):
        generator.variants(CHAIR, [])
    (tmp_path / "empty").mkdir()
    with pytest.raises(CheckpointError, match="neither folders of safetensors"):
        load_diffusion(replace(settings, control=str(tmp_path / "empty")))


@pytest.mark.parametrize("changes", [{"size_px": 60}, {"size_px": 2048}, {"steps": 0}])
def test_settings_are_bounded(changes: dict) -> None:
    with pytest.raises(CheckpointError, match=r"allowed|1 to 1000"):
        DiffusionSettings("b", "c", **changes)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(diffusion.importlib, "import_module", missing)
    with pytest.raises(CheckpointError, match=r"\[diffusion\]"):
        load_diffusion(DiffusionSettings("b", "c"))

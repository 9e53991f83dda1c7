from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.clip_prompts import ClipPromptsConfig
from sketchapp.training.clip_recipe import CLIP_PROMPTS
from sketchapp.training.clip_start import new_clip_prompts, with_weights
from sketchapp.training.recipe import Recipe
from tests.models.tiny import tiny_retriever
from tests.models.tiny_clip import fresh_clip_prompts, made_clip, made_clip_weights


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> ClipPromptsConfig:
    return made_clip(tmp_path_factory.mktemp("clip"), "tiny-clip-start")


def test_weights_given_take_the_place_of_the_recipes() -> None:
    changed = with_weights(CLIP_PROMPTS, "mine.safetensors")
    assert changed == replace(CLIP_PROMPTS, model=ClipPromptsConfig(weights="mine.safetensors"))
    assert with_weights(CLIP_PROMPTS, None) == CLIP_PROMPTS
    assert with_weights(Recipe(), "mine.safetensors") == Recipe()


def test_prompts_depend_on_the_seed_and_all_else_on_clip(clip: ClipPromptsConfig) -> None:
    first, again, other = (new_clip_prompts(clip, seed, None).state_dict() for seed in (4, 4, 5))
    for name, tensor in first.items():
        assert torch.equal(tensor, again[name])
        assert torch.equal(tensor, other[name]) != name.endswith("prompts"), name


def test_training_goes_on_from_what_was_learned(clip: ClipPromptsConfig, tmp_path: Path) -> None:
    before, path = fresh_clip_prompts(clip, seed=9), tmp_path / "p.safetensors"
    before.save(path, {})
    after = new_clip_prompts(clip, 0, path)
    assert after.training and all(
        torch.equal(tensor, after.learned[name]) for name, tensor in before.learned.items()
    )
    assert {n for n, p in after.named_parameters() if p.requires_grad} == set(before.learned)


def test_it_does_not_go_on_from_another_model(clip: ClipPromptsConfig, tmp_path: Path) -> None:
    path = tmp_path / "p.safetensors"
    fresh_clip_prompts(clip).save(path, {})
    with pytest.raises(CheckpointError, match=r"another shape than the recipe's model: .*prompts"):
        new_clip_prompts(replace(clip, prompts=5), 0, path)
    other = made_clip_weights(tmp_path / "other.safetensors", clip.model, seed=1)
    with pytest.raises(CheckpointError, match="trained on other weights"):
        new_clip_prompts(replace(clip, weights=str(other)), 0, path)
    tiny_retriever().save(path, {})
    with pytest.raises(CheckpointError, match="holds no prompts for CLIP"):
        new_clip_prompts(clip, 0, path)

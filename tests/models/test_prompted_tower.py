from pathlib import Path

import open_clip
import pytest
import torch
from torch import nn

from sketchapp.errors import CheckpointError
from sketchapp.models.prompted_tower import PromptedTower, twin_tower
from tests.models.tiny import random_images
from tests.models.tiny_clip import TOWER, register


@pytest.fixture(scope="module")
def name(tmp_path_factory: pytest.TempPathFactory) -> str:
    return register(tmp_path_factory.mktemp("configs"), "tiny-prompted-tower")


def visual_of(name: str) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return open_clip.create_model(name).visual.eval()  # type: ignore[union-attr]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_without_prompts_it_is_the_tower(name: str) -> None:
    visual, images = visual_of(name), random_images(3)
    assert torch.allclose(PromptedTower(visual, 0, seeded())(images), visual(images), atol=1e-6)


def test_prompts_change_what_it_sees(name: str) -> None:
    images, visual = random_images(3), visual_of(name)
    vectors = [PromptedTower(visual, 2, seeded(seed))(images) for seed in (0, 0, 1)]
    assert vectors[0].shape == (3, 16) and torch.equal(vectors[0], vectors[1])
    for other in (vectors[2], visual(images)):
        assert (vectors[0] - other).abs().max() > 1e-4
    alone = PromptedTower(visual, 2, seeded())(images[:1])
    assert torch.allclose(alone, vectors[0][:1], atol=1e-6)


def test_the_gradient_reaches_prompts_and_layer_norms_alone(name: str) -> None:
    tower = PromptedTower(visual_of(name), 2, seeded())
    images = random_images(2).requires_grad_()
    tower(images).square().sum().backward()
    reached = {key for key, p in tower.named_parameters() if p.grad is not None}
    assert reached == set(tower.learned)
    norms = {key for key in reached if ".ln_" in key}
    assert reached == {"prompts"} | norms
    assert {key.split(".")[-2] for key in norms} == {"ln_pre", "ln_post", "ln_1", "ln_2"}
    assert all(tower.get_parameter(key).grad.abs().max() > 0 for key in ("prompts", *norms))
    assert images.grad is not None and images.grad.abs().max() > 0  # for attribution


def test_a_twin_has_its_own_layer_norms_and_shares_the_rest(name: str) -> None:
    visual = visual_of(name)
    twin = twin_tower(visual)
    pairs = zip(visual.named_parameters(), twin.parameters(), strict=True)
    own = {key for (key, one), other in pairs if one is not other}
    assert own and all("ln_" in key for key in own)
    assert sum("ln_" in key for key, _ in visual.named_parameters()) == len(own)
    images = random_images(2)
    assert torch.equal(twin(images), visual(images))
    with torch.no_grad():
        twin.ln_post.weight.mul_(2)  # type: ignore[union-attr, operator]
    assert not torch.allclose(twin(images), visual(images))


def test_towers_without_a_class_token_are_refused(tmp_path: Path) -> None:
    vision = TOWER["vision_cfg"] | {"pool_type": "avg"}
    averaged = register(tmp_path, "tiny-averaging-tower", vision_cfg=vision)
    with pytest.raises(CheckpointError, match="with a class token, and this tower is a Vision"):
        PromptedTower(visual_of(averaged), 2, seeded())
    with pytest.raises(CheckpointError, match="this tower is a Linear; take one like"):
        PromptedTower(nn.Linear(2, 2), 2, seeded())

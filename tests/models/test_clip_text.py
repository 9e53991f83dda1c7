from pathlib import Path

import open_clip
import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.clip_text import category_rows
from tests.models.tiny_clip import TOWER, made_clip_weights, register


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Name and weights of a tiny model that has room for all words of the tokenizer."""
    folder = tmp_path_factory.mktemp("clip")
    text = TOWER["text_cfg"] | {"vocab_size": 49408, "context_length": 12}
    name = register(folder, "tiny-clip-text", text_cfg=text)
    return name, str(made_clip_weights(folder / "clip.safetensors", name))


def test_names_become_unit_rows(clip: tuple[str, str]) -> None:
    rows = category_rows(*clip, ["shoe", "chair", "shoe"])
    assert rows.shape == (3, 16)
    assert torch.allclose(rows.norm(dim=1), torch.ones(3), atol=1e-6)
    assert torch.allclose(rows[0], rows[2]) and not torch.allclose(rows[0], rows[1], atol=1e-4)


def test_names_stand_in_a_sentence(clip: tuple[str, str]) -> None:
    bare = category_rows(*clip, ["a photo of a shoe"], template="{}")
    assert torch.allclose(bare, category_rows(*clip, ["shoe"]), atol=1e-6)


def test_weights_that_cannot_be_had_say_what_to_give(clip: tuple[str, str]) -> None:
    with pytest.raises(CheckpointError, match=r"weights 'none' of tiny.*give a tag of open_clip"):
        category_rows(clip[0], "none", ["shoe"])


def test_weights_of_another_model_are_refused(clip: tuple[str, str], tmp_path: Path) -> None:
    name = register(tmp_path, "tiny-clip-other")
    assert open_clip.get_model_config(name)
    with pytest.raises(CheckpointError, match="cannot be had"):
        category_rows(name, clip[1], ["shoe"])

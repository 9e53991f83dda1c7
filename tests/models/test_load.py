import subprocess
import sys
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.clip_prompts import ClipPromptsConfig, ClipPromptsRetriever
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import KNOWN_DIRECTION, MatrixRetriever, load_matrix_retriever
from tests.models.tiny import random_images, tiny_retriever
from tests.models.tiny_clip import fresh_clip_prompts, made_clip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> ClipPromptsConfig:
    return made_clip(tmp_path_factory.mktemp("clip"), "tiny-clip-load")


def test_the_header_says_what_is_loaded(clip: ClipPromptsConfig, tmp_path: Path) -> None:
    path, images = tmp_path / "r.safetensors", random_images(2)
    kinds = {MatrixRetriever: tiny_retriever(), ClipPromptsRetriever: fresh_clip_prompts(clip, 3)}
    for kind, saved in kinds.items():
        saved.save(path, {})
        loaded = load_retriever(path)
        assert type(loaded) is kind
        assert torch.allclose(loaded.embed_sketch(images), saved.embed_sketch(images), atol=1e-2)


def test_prompts_come_with_what_was_fitted_after_training(
    clip: ClipPromptsConfig, tmp_path: Path
) -> None:
    path = tmp_path / "p.safetensors"
    fresh_clip_prompts(clip).save(path, {})
    bare = load_retriever(path)
    assert (bare.known_direction, bare.familiar_from, bare.categories) == (None, -1.0, None)
    notes = {"familiar_from": 0.25, "temperature": 0.5, "categories": ["chair", "shoe"]}
    direction = torch.eye(16)[0]
    tensors = read_tensors(path) | {KNOWN_DIRECTION: direction}
    write_checkpoint(path, tensors, read_config(path) | notes)
    loaded = load_retriever(path)
    assert loaded.known_direction is not None and torch.equal(loaded.known_direction, direction)
    assert (loaded.familiar_from, loaded.temperature) == (0.25, 0.5)
    assert loaded.categories == ("chair", "shoe")


def test_a_file_of_another_kind_is_refused(clip: ClipPromptsConfig, tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    write_checkpoint(path, {"a": torch.ones(1)}, {"generator": {}})
    with pytest.raises(CheckpointError, match=r"retriever; .*: retriever, ensemble, clip_prompts"):
        load_retriever(path)
    fresh_clip_prompts(clip).save(path, {})
    with pytest.raises(CheckpointError, match="holds no retriever of feature matrices"):
        load_matrix_retriever(path)


def test_feature_matrices_load_without_open_clip(tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    tiny_retriever().save(path, {})
    code = (
        "import sys; from pathlib import Path; from sketchapp.models.load import load_retriever;"
        f" load_retriever(Path({str(path)!r})); assert 'open_clip' not in sys.modules"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, timeout=120)

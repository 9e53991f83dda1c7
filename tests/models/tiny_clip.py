"""An open_clip model so small that a test can afford it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import open_clip
import torch
from safetensors.torch import save_file

from sketchapp.models.clip_prompts import (
    ClipPromptsConfig,
    ClipPromptsRetriever,
    build_clip_prompts,
)

TOWER: dict[str, Any] = {
    "embed_dim": 16,
    "vision_cfg": {
        "image_size": 32,
        "layers": 1,
        "width": 32,
        "head_width": 16,
        "patch_size": 16,
    },
    "text_cfg": {"context_length": 8, "vocab_size": 64, "width": 16, "heads": 2, "layers": 1},
}


def register(folder: Path, name: str, **changes: Any) -> str:
    """Make a model of this name known to open_clip: TOWER, with some entries changed."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(TOWER | changes), encoding="utf-8")
    open_clip.add_model_config(path)
    return name


def made_clip_weights(path: Path, name: str, seed: int = 0) -> Path:
    """Random weights of a whole model as a safetensors file."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        state = open_clip.create_model(name).state_dict()
    save_file({key: tensor.contiguous() for key, tensor in state.items()}, path)
    return path


def made_clip(folder: Path, name: str, prompts: int = 2) -> ClipPromptsConfig:
    """A tiny CLIP with weights on disk, and room for all words of the tokenizer."""
    text = TOWER["text_cfg"] | {"vocab_size": 49408, "context_length": 12}
    weights = made_clip_weights(
        folder / f"{name}.safetensors", register(folder, name, text_cfg=text)
    )
    return ClipPromptsConfig(name, str(weights), prompts)


def fresh_clip_prompts(config: ClipPromptsConfig, seed: int = 0) -> ClipPromptsRetriever:
    """Fresh prompts that depend on the seed only, in eval mode."""
    return build_clip_prompts(config, torch.Generator().manual_seed(seed)).eval()

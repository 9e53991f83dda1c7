"""Names of categories as CLIP's text tower sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_tensors

TEMPLATE = "a photo of a {}"  # for sketches too (Sain et al., 2023, Sec. 4.1)


def category_rows(
    model: str, weights: str, categories: Sequence[str], template: str = TEMPLATE
) -> Tensor:
    """Unit rows (C, D) of these names by an open_clip model.

    weights: a pretrained tag, or the path of a safetensors file with the whole model. Raises
    CheckpointError where they cannot be had.
    """
    import open_clip  # noqa: PLC0415 (it takes half a second)

    clip: Any = _clip(open_clip.create_model, model, weights).eval()
    words = open_clip.get_tokenizer(model)([template.format(name) for name in categories])
    with torch.inference_mode():
        vectors = clip.encode_text(words)
    return nn.functional.normalize(vectors, dim=1).clone()


def _clip(create: Callable[..., nn.Module], model: str, weights: str) -> nn.Module:
    try:
        if not Path(weights).is_file():
            return create(model, weights, require_pretrained=True)
        clip = create(model)
        clip.load_state_dict(read_tensors(Path(weights)))
    except (OSError, RuntimeError, ValueError) as error:
        raise CheckpointError(
            f"weights {weights!r} of {model} cannot be had ({error});"
            " give a tag of open_clip or the path of a .safetensors file"
        ) from error
    return clip

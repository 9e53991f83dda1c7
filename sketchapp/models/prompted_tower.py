"""An image tower of CLIP with learned prompts: a few tokens of its own before those of the patches.

Visual prompt tuning (Jia et al., 2022, the shallow kind) with tuned layer norms, as Sain et al.
(2023, CLIP for all things zero-shot SBIR, Sec. 4) use it; all else of the tower stays as it was.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError


class PromptedTower(nn.Module):
    """Normalised pictures (B, 3, H, W) to vectors (B, D), by any open_clip vision transformer.

    Only the prompts (P, width) and the layer norms learn; learned names them. Without prompts it
    is the tower itself.
    """

    def __init__(self, visual: nn.Module, prompts: int, generator: torch.Generator) -> None:
        super().__init__()
        self.visual: Any = _checked(visual).requires_grad_(False)
        for layer in visual.modules():
            if isinstance(layer, nn.LayerNorm):
                layer.requires_grad_(True)
        width = self.visual.class_embedding.shape[0]
        drawn = torch.randn(prompts, width, generator=generator) * width**-0.5
        self.prompts = nn.Parameter(drawn)
        self.learned = tuple(name for name, p in self.named_parameters() if p.requires_grad)

    def forward(self, images: Tensor) -> Tensor:
        tower, count = self.visual, len(images)
        patches = tower.conv1(images).flatten(2).transpose(1, 2)  # (B, h w, width)
        start = tower.class_embedding.expand(count, 1, -1)
        tokens = torch.cat([start, patches], dim=1) + tower.positional_embedding
        prompts = self.prompts.expand(count, -1, -1)  # they have no place in the picture
        tokens = torch.cat([tokens[:, :1], prompts, tokens[:, 1:]], dim=1)
        read = tower.transformer(tower.ln_pre(tokens))  # (B, 1 + P + h w, width)
        return tower.ln_post(read[:, 0]) @ tower.proj


def twin_tower(visual: nn.Module) -> nn.Module:
    """A copy with layer norms of its own that shares all other numbers with the original."""
    norms = [layer for layer in visual.modules() if isinstance(layer, nn.LayerNorm)]
    own = {id(parameter) for layer in norms for parameter in layer.parameters()}
    shared = {id(p): p for p in visual.parameters() if id(p) not in own}
    return copy.deepcopy(visual, shared)


def _checked(visual: nn.Module) -> nn.Module:
    """CheckpointError where a tower does not read a class token at the end."""
    is_plain = hasattr(visual, "class_embedding") and getattr(visual, "attn_pool", None) is None
    if not is_plain or getattr(visual, "pool_type", None) != "tok":
        raise CheckpointError(
            f"prompts need a vision transformer of open_clip with a class token, and this tower is"
            f" a {type(visual).__name__}; take one like ViT-B-32-quickgelu or ViT-L-14"
        )
    return visual

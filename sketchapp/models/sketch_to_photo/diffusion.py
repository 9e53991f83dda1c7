"""A diffusion model with a scribble control as a `PhotoGenerator`, where its weights are at hand.

An optional extra (`pip install .[diffusion]`); ControlNet: Zhang et al. 2023, arXiv 2302.05543.
It has no latent rows, so influence and listening are not offered with it. diffusers is imported
where it is used: it is large, and nothing else needs it.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from sketchapp.errors import CheckpointError
from sketchapp.models.sketch_to_photo.photo_generator import (
    PLAIN,
    GeneratedPhoto,
    GenerationCost,
    check_seed,
    check_variants,
    images_of,
)
from sketchapp.sketch import RasterStyle, Sketch
from sketchapp.sketch.emphasis import Emphasis

THICKNESS_SHARE = 1 / 96  # of the picture: as thick as the scribbles that such models saw
SMALLEST_PX, LARGEST_PX = 64, 1024


@dataclass(frozen=True)
class DiffusionSettings:
    """base and control: a folder of the diffusers layout, or a name on the hub; safetensors only.

    size_px is a multiple of 8; steps those of the sampler; prompt has the place of the category.
    """

    base: str
    control: str
    categories: tuple[str, ...] = ("chair", "shoe")
    size_px: int = 512
    steps: int = 20
    guidance: float = 7.5
    prompt: str = "a studio photo of a {category}, white background"
    device: str = "cuda"

    def __post_init__(self) -> None:
        if not (SMALLEST_PX <= self.size_px <= LARGEST_PX and self.size_px % 8 == 0):
            raise CheckpointError(
                f"photos of {self.size_px} px; multiples of 8 from {SMALLEST_PX} to {LARGEST_PX}"
                " are allowed"
            )
        if not self.categories or not 1 <= self.steps <= 1000:
            raise CheckpointError("give a category at least, and 1 to 1000 steps")


class DiffusionPhotoGenerator:
    """See PhotoGenerator. Without a category the first of the settings is made."""

    def __init__(self, pipeline: Any, settings: DiffusionSettings) -> None:
        self.pipeline, self.settings = pipeline, settings
        self.id = f"{settings.base}+{settings.control}"
        self.size_px, self.categories = settings.size_px, settings.categories
        self.style = RasterStyle(settings.size_px, max(settings.size_px * THICKNESS_SHARE, 0.8))

    def generate(
        self,
        sketch: Sketch,
        seed: int,
        category: str | None = None,
        emphasis: Emphasis = PLAIN,
    ) -> GeneratedPhoto:
        """One photo."""
        name = self.categories[0] if category is None else category
        if name not in self.categories:
            raise CheckpointError(
                f"photos of {name!r} are not possible; there are: {', '.join(self.categories)}"
            )
        check_seed(seed)
        white_on_black = 1 - images_of(sketch, self.style, emphasis)
        made = self.pipeline(
            self.settings.prompt.format(category=name),
            image=white_on_black,
            num_inference_steps=self.settings.steps,
            guidance_scale=self.settings.guidance,
            generator=torch.Generator().manual_seed(seed),
            output_type="pt",
        )
        photo: Tensor = made.images[0].float().cpu().clamp(0, 1)
        return GeneratedPhoto(photo, seed, name, None)

    def variants(
        self, sketch: Sketch, seeds: Sequence[int], category: str | None = None
    ) -> tuple[GeneratedPhoto, ...]:
        """A photo for every seed, MOST_VARIANTS at most."""
        check_variants(seeds)
        return tuple(self.generate(sketch, seed, category) for seed in seeds)

    def cost(self) -> GenerationCost:
        """Measured now, on blank paper, once."""
        networks = (self.pipeline.unet, self.pipeline.vae, self.pipeline.controlnet)
        parameters = sum(each.numel() for network in networks for each in network.parameters())
        before = time.perf_counter()
        self.generate(Sketch(), 0)
        return GenerationCost(parameters, time.perf_counter() - before)


def load_diffusion(settings: DiffusionSettings) -> DiffusionPhotoGenerator:
    """Load base and control; CheckpointError where diffusers or the weights are missing."""
    try:
        diffusers: Any = importlib.import_module("diffusers")
    except ImportError as error:
        raise CheckpointError(
            "a diffusion model needs an optional extra: pip install '.[diffusion]'"
        ) from error
    try:
        control = diffusers.ControlNetModel.from_pretrained(settings.control, use_safetensors=True)
        pipeline = diffusers.StableDiffusionControlNetPipeline.from_pretrained(
            settings.base, controlnet=control, use_safetensors=True, safety_checker=None
        )
    except (OSError, ValueError) as error:
        raise CheckpointError(
            f"{settings.base} and {settings.control} are neither folders of safetensors weights in"
            f" the layout of diffusers nor reachable names: {error}"
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    return DiffusionPhotoGenerator(pipeline.to(settings.device), settings)

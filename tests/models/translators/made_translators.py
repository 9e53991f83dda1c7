"""Translators so small that a test can afford them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from sketchapp.models.translators.config import TranslatorConfig
from sketchapp.models.translators.photo_generator import TranslatedPhotoGenerator
from sketchapp.models.translators.translator import Translator, new_translator

UNET = TranslatorConfig(channels=8, size_px=16)
RESNET = replace(UNET, structure="resnet", blocks=2)


def tiny_translator(config: TranslatorConfig = UNET) -> Translator:
    """Random weights, strong enough that photos of different sketches differ."""
    network = new_translator(config, torch.Generator().manual_seed(0))
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, torch.nn.Conv2d | torch.nn.ConvTranspose2d):
                layer.weight.mul_(5)
    return network.eval().requires_grad_(False)


def tiny_translating(config: TranslatorConfig = UNET) -> TranslatedPhotoGenerator:
    """Photos of 16 px."""
    return TranslatedPhotoGenerator(tiny_translator(config), "tiny")


def saved_translator(path: Path, config: TranslatorConfig = UNET) -> Path:
    """Such a network as a file."""
    tiny_translator(config).save(path, {})
    return path

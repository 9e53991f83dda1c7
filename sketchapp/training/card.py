"""The card of a checkpoint: what it is made from, how good it is, what may be done with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint

CARD = """# {name}

A retriever for sketches: sketches and photos to unit vectors of one space, by one network.
Backbone {backbone}, feature map averaged in {grid} x {grid} cells, {width} dimensions, pictures of
{size_px} px, lines {thickness_px} px thick. {megabytes:.1f} MB in fp16.

Trained on (photos, sketches): {datasets}. {steps} steps, seed {seed}, code at commit {commit}.

Measured on photos never seen: chairs and shoes by models of the same recipe that left them out,
each among the photos of its fold; rendered designs by these weights, among the whole test side.

| measured | figure |
|---|---|
{figures}

What it knows: under {familiar_from} along the stored direction a sketch counts as strange.

Known limits: it knows {categories} on plain backgrounds; sketches of anything else find photos
that mean nothing. Only of {drawn} were there sketches by people, who had seen the photo shortly
before; of the rest there were outlines traced from the geometry of rendered products.

Licence: Apache-2.0 for the weights as far as they are ours; the backbone's notice stands in NOTICE.
The research data it was trained on are not part of this project and have licences of their own.

The whole recipe:

```json
{recipe}
```
"""


def read_figures(specs: Iterable[str]) -> dict[str, Any]:
    """Figures of several NAME=FILE of JSON, each as `NAME: figure`, tables within tables flat.

    Raises CheckpointError where one is not of that form, or its file cannot be read.
    """
    figures: dict[str, Any] = {}
    for spec in specs:
        name, separator, path = spec.partition("=")
        if not separator:
            raise CheckpointError(f"figures {spec!r} are not NAME=FILE")
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CheckpointError(f"figures of {name}: {path} cannot be read ({error})") from error
        figures |= _flat(content, name)
    return figures


def _flat(content: dict[str, Any], name: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in content.items():
        inner = f"{name}: {key}"
        out |= _flat(value, inner) if isinstance(value, dict) else {inner: value}
    return out


def seal(checkpoint: Path, figures: dict[str, Any], commit: str) -> Path:
    """Put measured figures into a checkpoint's header, and write its card."""
    config = read_config(checkpoint)
    if "retriever" not in config:
        raise CheckpointError(f"{checkpoint} holds no retriever")
    config |= {"figures": figures, "commit": commit}
    write_checkpoint(checkpoint, read_tensors(checkpoint), config)
    card = checkpoint.with_suffix(".md")
    card.write_text(card_of(checkpoint), encoding="utf-8")
    return card


def card_of(checkpoint: Path) -> str:
    """The card, from nothing but the header of the checkpoint and its size."""
    config = read_config(checkpoint)
    recipe = config.get("recipe", {})
    figures = config.get("figures", {})
    return CARD.format(
        name=checkpoint.stem,
        megabytes=checkpoint.stat().st_size / 1e6,
        datasets="; ".join(f"{k} {tuple(v)}" for k, v in config.get("datasets", {}).items()),
        steps=config.get("steps"),
        seed=recipe.get("seed"),
        commit=config.get("commit"),
        figures="\n".join(f"| {name} | {value} |" for name, value in figures.items()),
        familiar_from=config.get("familiar_from"),
        categories=", ".join(f"{name}s" for name in config.get("categories", [])),
        drawn=", ".join(f"{name}s" for name in config.get("drawn_by_people", [])),
        recipe=json.dumps(recipe, indent=1),
        **config["retriever"],
    )

"""The card of a generator: what it is made from, how it looks, what may be done with it."""

from __future__ import annotations

import json
from pathlib import Path

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config

RENDERED = "rendered"  # the only dataset whose photos may be shown again
CARD = """# {name}

A StyleGAN2 that makes photos of {categories}: {size_px} px, {rows} rows of {width} dimensions,
{channel_max} channels at most. {megabytes:.1f} MB in fp16.

Trained on {photos} of the dataset {datasets}, {steps} steps of {batch} photos, {hours:.2f} hours,
R1 weight {r1:g}, adaptive augmentation (last probability {probability}), no path-length term,
averaged weights. Seed {seed}.

kid_squeezenet {kid}: kernel distance of {samples} made photos to those it was trained on, by
averaged features of an ImageNet SqueezeNet at 128 px. It does not compare with published figures,
which are by Inception.

How it looks: {looks}

May it be shown: {shown}

Licence: Apache-2.0 for the weights as far as they are ours.

The whole recipe:

```json
{recipe}
```
"""
UNSEEN = "nobody has written it down yet; see the grid beside this card."
MAY = "yes; every photo it saw was rendered by this project."
MAY_NOT = "no; it saw photos of research data. It may serve as a loss and is not shipped."


def generator_card(checkpoint: Path, looks: str = "") -> str:
    """The card, from the header of a checkpoint and what a person says of its pictures."""
    header = read_config(checkpoint)
    if "generator" not in header or "figures" not in header:
        raise CheckpointError(f"{checkpoint} holds no generator that was trained here")
    recipe, figures = header["recipe"], header["figures"]
    counts = header["photos"]
    return CARD.format(
        name=checkpoint.stem,
        categories=" and ".join(f"{name}s" for name in counts),
        rows=2 * (header["generator"]["size_px"].bit_length() - 1) - 2,
        megabytes=checkpoint.stat().st_size / 1e6,
        photos=", ".join(f"{count} photos of {name}s" for name, count in counts.items()),
        datasets=", ".join(header["datasets"]),
        steps=figures["step"],
        batch=recipe["batch"],
        hours=figures["seconds"] / 3600,
        r1=recipe["r1"],
        probability=figures["ada_probability"],
        seed=recipe["seed"],
        kid=_rounded(figures["kid_squeezenet"]),
        samples=recipe["kid_samples"],
        looks=looks or header.get("looks") or UNSEEN,
        shown=MAY if header["datasets"] == [RENDERED] else MAY_NOT,
        recipe=json.dumps(recipe, indent=1),
        **{name: header["generator"][name] for name in ("size_px", "width", "channel_max")},
    )


def _rounded(distance: float | None) -> str:
    return "was not measured" if distance is None else f"{distance:.4f}"

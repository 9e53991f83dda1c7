"""The card of a translator: what it is made from, how its photos look."""

from __future__ import annotations

from pathlib import Path

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.translators.translator import HEADER
from sketchapp.training.generator.card import RENDERED, UNSEEN
from sketchapp.training.sketch_to_photo.card import MAY, MAY_NOT, training_facts

CARD = """# {name}

Photos of sketches by {method}, a baseline: {size_px} px, structure {structure} of {channels}
channels at full size. {noise} {megabytes:.1f} MB in fp16.

Trained on {pairs} of the dataset {datasets}, {steps} steps of {batch} pairs, {hours:.2f} hours.
It began with random weights. Seed {seed}.

perceptual_squeezenet to the paired photo, {n_unseen} pairs not trained on: {unseen}. It is a
distance of features of an ImageNet SqueezeNet and does not compare with LPIPS.

How it looks: {looks}

May it be shown: {shown}

Known limits: photos are small; it knows no categories, and no code whose strokes could be asked.

Licence: Apache-2.0 for the weights as far as they are ours.

The whole recipe:

```json
{recipe}
```
"""
NOISE = "Dropout, which a seed fixes, is its only noise."
NO_NOISE = "It knows no noise: all seeds give one photo."


def translator_card(checkpoint: Path, looks: str = "") -> str:
    """The card, from the header of a checkpoint and what a person says of its photos."""
    header = read_config(checkpoint)
    if HEADER not in header or "figures" not in header:
        raise CheckpointError(f"{checkpoint} holds no translator trained here")
    own = header[HEADER]
    has_noise = own["structure"] == "unet" and own["dropout"] > 0
    return CARD.format(
        **training_facts(checkpoint, header),
        method=header["recipe"]["method"],
        noise=NOISE if has_noise else NO_NOISE,
        looks=looks or UNSEEN,
        shown=MAY if set(header["datasets"]) == {RENDERED} else MAY_NOT,
        **{name: own[name] for name in ("size_px", "structure", "channels")},
    )

"""Which strokes are ignored: those whose influence per unit of ink is small in every group."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np

from sketchapp.generation.influence import METHODS, Influence
from sketchapp.models.sketch_to_photo.groups import GROUPS

SUFFIX = ".ignored.json"  # in place of the weights' own

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class IgnoredRule:
    """Ignored is a stroke whose influence per pixel of line is under every threshold (3,).

    Fitted for the weights with the id `model` and this method. A stroke truly is ignored where
    leaving it out moves the photo, in perceptual_squeezenet, by less than `distance` times the
    length of its line over the picture's side. figures say how well the rule tells that.
    """

    model: str
    method: str
    thresholds: tuple[float, ...]
    distance: float
    figures: dict[str, Any]


def ignored_ids(influence: Influence, rule: IgnoredRule) -> frozenset[int]:
    """The ids of the strokes that are ignored."""
    limits = np.array(rule.thresholds)[:, None]  # (3, 1)
    under = np.all(influence.per_ink < limits, axis=0).tolist()  # (S,)
    return frozenset(compress(influence.stroke_ids, under))


def rule_file(checkpoint: Path) -> Path:
    """Where the rule of these weights is kept: beside them, so that they stay what they are."""
    return checkpoint.with_suffix(SUFFIX)


def write_rule(checkpoint: Path, rule: IgnoredRule) -> Path:
    """Keep it beside the weights."""
    path = rule_file(checkpoint)
    path.write_text(json.dumps(asdict(rule), indent=1) + "\n", encoding="utf-8")
    return path


def read_rule(checkpoint: Path, model: str) -> IgnoredRule | None:
    """What was fitted for the weights with this id; without it, or for others, None and a log."""
    path = rule_file(checkpoint)
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        rule = IgnoredRule(**{**values, "thresholds": tuple(map(float, values["thresholds"]))})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("%s cannot be used: %r", path.name, error)
        return None
    if rule.model != model or rule.method not in METHODS or len(rule.thresholds) != len(GROUPS):
        log.warning(
            "%s is of other weights; fit it again: python -m sketchapp train ignored", path.name
        )
        return None
    return rule

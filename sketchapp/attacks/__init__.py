"""Attacks on sketch classifiers by their own attributions: `attack` and what it is made of."""

from sketchapp.attacks.attack import (
    KINDS,
    PAGE_ENCODINGS,
    Attacked,
    AttackRequest,
    Kind,
    attack,
    attack_sketch,
)
from sketchapp.attacks.victim import Goal, Victim

__all__ = [
    "KINDS",
    "PAGE_ENCODINGS",
    "AttackRequest",
    "Attacked",
    "Goal",
    "Kind",
    "Victim",
    "attack",
    "attack_sketch",
]

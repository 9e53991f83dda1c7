import pytest

from sketchapp.synth.designs.mug import FAMILIES
from tests.synth.designs.products import SEEDS, assert_sound, count_apart

SIZE_M = {"mug": (0.07, 0.18), "cup_saucer": (0.08, 0.25), "tumbler_mug": (0.12, 0.3)}
MAIN = {"mug": "body"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FAMILIES)
def test_designs_are_sound(name: str, seed: int) -> None:
    assert_sound(FAMILIES[name], seed, SIZE_M[name], MAIN.get(name, "body"))


@pytest.mark.parametrize("name", FAMILIES)
def test_sixty_designs_lie_apart(name: str) -> None:
    assert count_apart(FAMILIES[name], 60) == 60

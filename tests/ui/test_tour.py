from __future__ import annotations

import re

from sketchapp.ui import text
from sketchapp.ui.sources import script


def test_every_step_has_words_and_a_place():
    places = re.search(r"PLACES = \{(.*?)\n\}", script("tour/steps.js"), re.DOTALL)
    assert places is not None
    assert re.findall(r"^  (\w+):", places[1], re.MULTILINE) == list(text.TOUR_STEPS)

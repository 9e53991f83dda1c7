import base64
import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from sketchapp.data.labelled import LabelledSketch, LabelledSketches
from sketchapp.data.registry import load_dataset
from sketchapp.models.classifier import NamedClasses
from sketchapp.sketch import Sketch
from sketchapp.study.build_items import (
    OPTIONS,
    classifier_items,
    explanations_of,
    join_items,
    photo_items,
    preference_items,
)
from sketchapp.study.errors import StudyError
from sketchapp.study.items import ChoiceItem, Items, PreferenceItem
from tests.made_datasets import make_qmul
from tests.models.tiny import tiny_retriever
from tests.models.tiny_classifiers import STYLE, halves

SIDES = ("left", "right", "up", "down")


def side_of(images: Tensor) -> Tensor:
    """On which of four sides most ink lies, (B, 3, H, W) to (B, 4)."""
    return torch.cat([halves(images), halves(images.transpose(2, 3))], dim=1)


CLASSIFIER = NamedClasses(side_of, SIDES, STYLE)


def drawn(rng: np.random.Generator) -> Sketch:
    return Sketch.from_polylines([rng.uniform(0, 1, (6, 2)), rng.uniform(0, 1, (4, 2))])


def sketches(each: int = 40) -> LabelledSketches:
    """Random drawings, so that the classifier is right about a quarter of the time."""

    def read(category: str):
        rng = np.random.default_rng(SIDES.index(category))
        for at in range(each):
            yield LabelledSketch(f"{category}-{at}", category, drawn(rng))

    return LabelledSketches("made", SIDES, read)


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def items_of(question: str, explanation: str = "sla", count: int = 2) -> list[ChoiceItem]:
    (name,) = explanations_of([explanation])
    both = {"strong": CLASSIFIER, "weak": CLASSIFIER}
    made = classifier_items(question, name, sketches(), both, (count, 40), rng())
    found = made.choices(question, explanation)
    assert len(found) == count
    return list(found)


@pytest.mark.parametrize("question", ["transparency-correct", "transparency-incorrect"])
def test_one_of_four_differs_from_the_others(question: str) -> None:
    for item in items_of(question):
        assert len(item.options) == OPTIONS
        names = {key: value.split(": ")[1] for key, value in item.about.items() if "guess" in key}
        right = [name == item.about["category"] for name in names.values()]
        assert right.count(question == "transparency-correct") == 1
        assert right[0] == (question == "transparency-correct")


def test_right_answers_stand_at_every_letter() -> None:
    letters = {
        item.true
        for seed in range(12)
        for item in classifier_items(
            "fairness-category",
            "sla",
            sketches(10),
            {"strong": CLASSIFIER},
            (2, 10),
            np.random.default_rng(seed),
        ).choices("fairness-category", "sla")
    }
    assert letters >= {"a", "b", "c"}


def test_the_category_that_it_was_taken_for_is_the_answer() -> None:
    for item in items_of("fairness-category"):
        texts = {option.id: option.text for option in item.options}
        assert texts[item.true] == item.about["guess"]
        assert item.about["category"] not in texts.values()
        assert item.stimulus is not None and item.stimulus.values is not None


def test_values_are_one_a_stroke_or_one_a_point() -> None:
    (coarse, *_), (fine, *_) = (items_of("fairness-category", one) for one in ("sla", "psla"))
    assert coarse.stimulus is not None and fine.stimulus is not None
    assert {len(own) for own in coarse.stimulus.values or ()} == {1}
    counts = [len(stroke["x"]) for stroke in fine.stimulus.sketch["strokes"]]
    assert [len(own) for own in fine.stimulus.values or ()] == counts


def test_the_stronger_one_is_the_answer() -> None:
    assert all(len(item.options) == 2 for item in items_of("trustworthiness"))


def test_too_few_and_unknown_are_sentences() -> None:
    with pytest.raises(StudyError, match="gives 4 items of 'fairness-category', 9 were wanted"):
        items_of("fairness-category", count=9)
    with pytest.raises(StudyError, match="'luck' not found"):
        items_of("luck")
    with pytest.raises(StudyError, match="explanation 'x' not found"):
        explanations_of(["x"])
    strange = NamedClasses(side_of, ("a", "b", "c", "d"), STYLE)
    with pytest.raises(StudyError, match="knows 0 of the 4"):
        classifier_items("fairness-category", "sla", sketches(), {"strong": strange}, (1, 9), rng())


def test_the_wrong_photo_that_came_first_is_the_answer(tmp_path: Path) -> None:
    dataset = load_dataset(f"qmul:{make_qmul(tmp_path / 'made', 30, 0)}")
    made = photo_items("sla", dataset, tiny_retriever(), 2, rng())
    for item in made.choices("fairness-photo", "sla"):
        assert item.about["first"] != item.about["photo"]
        (uri,) = [option.photo for option in item.options if option.id == item.true]
        picture = Image.open(io.BytesIO(base64.b64decode((uri or "").split(",")[1])))
        assert picture.format == "WEBP" and max(picture.size) == 256
    few = load_dataset(f"qmul:{make_qmul(tmp_path / 'few', 5, 0)}")
    with pytest.raises(StudyError, match="has 5 photos"):
        photo_items("sla", few, tiny_retriever(), 1, rng())


def test_cleaned_drawings_have_less_ink(tmp_path: Path) -> None:
    dataset = load_dataset(f"qmul:{make_qmul(tmp_path / 'made', 12, 0)}")
    (item, *_) = preference_items(dataset, tiny_retriever(), 1, rng()).items
    assert isinstance(item, PreferenceItem)
    points = [
        sum(len(stroke["x"]) for stroke in item.drawings[name].sketch["strokes"])
        for name in ("psla", "drawn")
    ]
    assert all(0 < few < many for few, many in pairwise(points))
    assert "photo" in item.about


def test_files_of_several_kinds_are_joined() -> None:
    parts = [
        Items.model_validate({"version": 1, "items": tuple(items_of("fairness-category", one))})
        for one in ("sla", "psla")
    ]
    assert len(join_items(parts).items) == 4

"""What `study items` is asked for, and the models and data that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sketchapp.data.registry import load_dataset, load_labelled
from sketchapp.models.classifier import Classifier, load_classifier
from sketchapp.models.load import load_retriever
from sketchapp.study.build_items import classifier_items, photo_items, preference_items
from sketchapp.study.items import Items
from sketchapp.study.order import generator_of
from sketchapp.study.protocol import Explanation

PREFERENCES = "cleaning"
PHOTOS = "fairness-photo"


@dataclass(frozen=True)
class ItemsJob:
    """Items of one question from one dataset; count of each explanation, fixed by the seed."""

    question: str
    dataset: str
    split: str | None
    checkpoint: Path
    classifier: str
    weak: str
    count: int
    limit: int
    seed: int

    def build(self, explanation: Explanation) -> Items:
        """The items; SketchAppError where models or data are missing or too few."""
        rng = generator_of(self.seed, self.question, explanation)
        if self.question in (PREFERENCES, PHOTOS):
            dataset = load_dataset(self.dataset, self.split)
            retriever = load_retriever(self.checkpoint)
            if self.question == PREFERENCES:
                return preference_items(dataset, retriever, self.count, rng)
            return photo_items(explanation, dataset, retriever, self.count, rng)
        sketches = load_labelled(self.dataset, self.split)
        wanted = (self.count, self.limit)
        return classifier_items(
            self.question, explanation, sketches, self._classifiers(), wanted, rng
        )

    def _classifiers(self) -> dict[str, Classifier]:
        found = {"strong": load_classifier(self.classifier)}
        if self.question == "trustworthiness":
            found["weak"] = load_classifier(self.weak)
        return found

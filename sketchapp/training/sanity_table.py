"""The sanity checks of `evaluate attribution` and `evaluate sanity`: retrievers and classifiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn

from sketchapp.attribution.pixel import PIXEL_ATTRIBUTIONS, PixelAttribution
from sketchapp.attribution.sanity import Case, Checks, check, summarise_checks
from sketchapp.attribution.score import ClassLogit, Score, Similarity, images_of_ink
from sketchapp.data.dataset import Dataset
from sketchapp.data.labelled import LabelledSketches
from sketchapp.errors import DatasetError, SketchAppError
from sketchapp.models.classifier import Classifier, NamedClasses, load_classifier
from sketchapp.models.load import load_retriever
from sketchapp.models.photos import read_photo
from sketchapp.models.retriever import Retriever
from sketchapp.sketch import RasterStyle, Sketch, rasterise
from sketchapp.sketch.quickdraw_points import quickdraw_simplified
from sketchapp.training.attack_table import judged_drawings
from sketchapp.training.parts import models_and_parts, sample_of
from sketchapp.training.readings import read_part

Pixels = Mapping[str, PixelAttribution]


def retriever_sanity(
    dataset: Dataset,
    checkpoint: Path,
    folds: Path | None,
    limit: int,
    pixels: Pixels = PIXEL_ATTRIBUTIONS,
    seed: int = 0,
) -> dict[str, Any]:
    """Both checks for the similarity to the sketch's own photo, on at most `limit` vector sketches.

    Out of fold where folds are given. A changed model reads the photo as well; the rows that count
    stay those of the level that the model itself saw in the sketch.
    """
    rng = np.random.default_rng(seed)
    chosen = sample_of(dataset, limit, rng)
    parts: list[Checks] = []
    for path, part in models_and_parts(chosen, checkpoint, folds):
        retriever = load_retriever(path)
        if not isinstance(retriever, nn.Module):
            raise SketchAppError(f"{path.name} is no torch module; its weights cannot be changed")
        parts.append(check(retriever, _cases(retriever, part), retriever.style, pixels, seed))
    return asdict(summarise_checks(parts, rng))


def sanity_of_classifier(
    source: Path | str,
    datasets: Sequence[LabelledSketches],
    limit: int,
    pixels: Pixels = PIXEL_ATTRIBUTIONS,
    seed: int = 0,
) -> dict[str, Any]:
    """`classifier_sanity` of a classifier of `load_classifier`, as drawings come to it on the page.

    On at most `limit` drawings of its categories that it was not trained on, drawn at random.
    Raises DatasetError where there is none.
    """
    classifier = load_classifier(source)
    judged = judged_drawings(classifier, source, datasets)
    order = np.random.default_rng(seed).permutation(len(judged.drawings))
    chosen = [judged.drawings[at] for at in sorted(order[:limit])]
    sketches = [quickdraw_simplified(drawing.sketch) for drawing in chosen]
    network = _network_of(classifier, source)
    return classifier_sanity(network, classifier.style, sketches, pixels, seed) | {
        "n_categories": len({drawing.category for drawing in chosen}),
        "skipped_category": judged.skipped_category,
        "skipped_seen": judged.skipped_seen,
    }


def _network_of(classifier: Classifier, source: Path | str) -> nn.Module:
    """What has the weights, from pictures to logits."""
    network = classifier.network if isinstance(classifier, NamedClasses) else classifier
    if not isinstance(network, nn.Module):
        raise SketchAppError(f"{source} is no torch module; its weights cannot be changed")
    return network


def classifier_sanity(
    classifier: nn.Module,
    style: RasterStyle,
    sketches: Sequence[Sketch],
    pixels: Pixels = PIXEL_ATTRIBUTIONS,
    seed: int = 0,
) -> dict[str, Any]:
    """Both checks for the logit of the class that the classifier itself finds in each sketch.

    classifier is any module from pictures (B, 3, H, W), black on white, to logits (B, C); style
    says how sketches are drawn for it. DatasetError where there is no sketch.
    """
    if not sketches:
        raise DatasetError("no sketches to check a classifier with; one at least is needed")
    cases = [_case_of_class(classifier, style, sketch) for sketch in sketches]
    found = check(classifier, cases, style, pixels, seed)
    return asdict(summarise_checks([found], np.random.default_rng(seed)))


def _cases(retriever: Retriever, part: Dataset) -> list[Case]:
    reading = read_part(retriever, part)
    counts = reading.predicted_rows(reading.whole)
    cases = []
    for pair, truth, count in zip(part.pairs, reading.whole.truth, counts, strict=True):
        photo = read_photo(part.photos[truth].path, retriever.photo_style)[None]
        if pair.sketch is not None:
            cases.append(_case_of_photo(pair.sketch, photo, int(count)))
    return cases


def _case_of_photo(sketch: Sketch, photo: Tensor, count: int) -> Case:
    def score_of(model: nn.Module) -> Score:
        retriever = cast(Retriever, model)
        with torch.no_grad():
            target = retriever.embed_photo(photo)[0, :count]
        return Similarity(lambda images: retriever.embed_sketch(images)[:, :count], target)

    return Case(sketch, score_of)


@torch.no_grad()
def _case_of_class(classifier: nn.Module, style: RasterStyle, sketch: Sketch) -> Case:
    label = int(classifier(images_of_ink(rasterise(sketch, style).ink))[0].argmax())
    return Case(sketch, lambda model: ClassLogit(model, label))

"""The sanity checks of `evaluate attribution`: of retrievers out of fold, of any classifier."""

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
from sketchapp.errors import DatasetError, SketchAppError
from sketchapp.models.load import load_retriever
from sketchapp.models.photos import read_photo
from sketchapp.models.retriever import Retriever
from sketchapp.sketch import RasterStyle, Sketch, rasterise
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

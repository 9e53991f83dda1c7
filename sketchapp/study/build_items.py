"""Items of preference and choice trials, from models and a dataset (`study items`).

The five questions are those of Sec. 6 of the stroke attribution paper, the pairs those of 5.2.
Sketches are taken in an order that a seed fixes; each stands in one item at most.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from sketchapp.attribution import ClassLogit, attribute
from sketchapp.attribution.shading import shades
from sketchapp.cleaning import CleaningRule, without_parts
from sketchapp.cleaning.live import CleaningQuestion, Target, clean_live
from sketchapp.data.dataset import Dataset
from sketchapp.data.labelled import LabelledSketch, LabelledSketches
from sketchapp.models.classifier import Classifier, logits_of
from sketchapp.models.photos import MAX_PIXELS, in_square
from sketchapp.models.retriever import TrainedRetriever
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.retrieval.gallery import Gallery, Photo
from sketchapp.retrieval.index import build_index
from sketchapp.retrieval.live import LiveSearch, Question
from sketchapp.sketch import Sketch, rasterise
from sketchapp.sketch.formats.sketch_json import document_of_sketch
from sketchapp.sketch.quickdraw_points import quickdraw_simplified
from sketchapp.study.errors import StudyError
from sketchapp.study.items import Items
from sketchapp.study.protocol import Explanation

OPTIONS = 4
PHOTO_PX = 256
WRONG_FROM = 10  # a retrieval is wrong where the true photo is not among so many
LETTERS = "abcdefgh"
GRANULARITIES: tuple[Explanation, ...] = ("sla", "psla")

Document = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Named:
    """A sketch, simplified, with the name of what it shows and what a classifier takes it for."""

    labelled: LabelledSketch
    sketch: Sketch
    guess: str

    @property
    def is_right(self) -> bool:
        """Whether the classifier is."""
        return self.guess == self.labelled.category


def classifier_items(
    question: str,
    explanation: Explanation,
    sketches: LabelledSketches,
    classifiers: Mapping[str, Classifier],
    wanted: tuple[int, int],
    rng: np.random.Generator,
) -> Items:
    """Items of a question about classifiers: `strong`, and for trustworthiness `weak` too.

    wanted: how many items, and how many sketches of each category are looked at. Raises StudyError
    where the dataset gives fewer.
    """
    count, limit = wanted
    strong = classifiers["strong"]
    named = _named(strong, sketches, limit, rng)
    makers: dict[str, Callable[[], Iterator[Document]]] = {
        "transparency-correct": lambda: _transparency(named, strong, explanation, True, rng),
        "transparency-incorrect": lambda: _transparency(named, strong, explanation, False, rng),
        "fairness-category": lambda: _fairness(named, strong, explanation, rng),
        "trustworthiness": lambda: _trust(named, classifiers, explanation, rng),
    }
    if question not in makers:
        raise StudyError(f"question {question!r} not found; there are: {', '.join(makers)}")
    return _items(question, explanation, islice(makers[question](), count), count)


def photo_items(
    explanation: Explanation,
    dataset: Dataset,
    retriever: TrainedRetriever,
    count: int,
    rng: np.random.Generator,
) -> Items:
    """Items of `fairness-photo`: which photo came first, the true one not among the first 10?"""
    live = live_of(dataset, retriever)
    made = _wrong_photos(live, dataset, explanation, rng)
    return _items("fairness-photo", explanation, islice(made, count), count)


def preference_items(
    dataset: Dataset, retriever: TrainedRetriever, count: int, rng: np.random.Generator
) -> Items:
    """Sketches as drawn, cleaned by strokes and by parts, where both take something away."""
    live = live_of(dataset, retriever)
    return _items("cleaning", "", islice(_cleaned(live, dataset, rng), count), count)


def join_items(parts: Sequence[Items]) -> Items:
    """Items of several kinds in one file."""
    items = [item.model_dump(mode="python") for part in parts for item in part.items]
    return Items.model_validate({"version": 1, "items": tuple(items)})


def explanations_of(names: Sequence[str]) -> tuple[Explanation, ...]:
    """The explanations of these names, each once; StudyError for an unknown one."""
    unknown = sorted(set(names) - set(GRANULARITIES))
    if unknown:
        raise StudyError(
            f"explanation {unknown[0]!r} not found; there are: {', '.join(GRANULARITIES)}"
        )
    return tuple(one for one in GRANULARITIES if one in names)


def live_of(dataset: Dataset, retriever: TrainedRetriever) -> LiveSearch:
    """A search among the photos of a dataset."""
    photos = tuple(Photo(one.id, one.category, one.path) for one in dataset.photos)
    rows = embed_photo_files(retriever, [photo.path for photo in photos])
    return LiveSearch(retriever, Gallery(Path(), photos), rows, build_index(rows))


def _items(question: str, explanation: str, made: Iterator[Document], count: int) -> Items:
    documents = list(made)
    if len(documents) < count:
        raise StudyError(
            f"the dataset gives {len(documents)} items of {question!r}, {count} were wanted; look"
            " at more sketches with --limit, or ask for fewer with --count"
        )
    name = "-".join(part for part in (question, explanation) if part)
    for number, document in enumerate(documents):
        document["id"] = f"{name}-{number}"
    return Items.model_validate({"version": 1, "items": tuple(documents)})


def _named(
    classifier: Classifier, sketches: LabelledSketches, limit: int, rng: np.random.Generator
) -> list[Named]:
    """At most `limit` sketches of each category that the classifier knows, categories in turn."""
    known = [one for one in sketches.categories if one in classifier.categories]
    if len(classifier.categories) < OPTIONS or not known:
        raise StudyError(
            f"the classifier knows {len(known)} of the {len(sketches.categories)} categories of"
            f" {sketches.name} and {len(classifier.categories)} in all; {OPTIONS} are needed"
        )
    named: list[Named] = []
    for category in rng.permutation(known).tolist():
        some = [one for one in islice(sketches.of(category), limit) if one.sketch]
        simple = [quickdraw_simplified(one.sketch) for one in some]
        guesses = logits_of(classifier, simple).argmax(axis=1).tolist()
        own = [
            Named(one, sketch, classifier.categories[guess])
            for one, sketch, guess in zip(some, simple, guesses, strict=True)
        ]
        named += [own[at] for at in rng.permutation(len(own)).tolist()]
    return named


def _transparency(
    named: list[Named],
    classifier: Classifier,
    explanation: Explanation,
    one_is_right: bool,
    rng: np.random.Generator,
) -> Iterator[Document]:
    """Four sketches of one category: one is recognised, or one is not. One item a category."""
    question = f"transparency-{'correct' if one_is_right else 'incorrect'}"
    for category, group in groupby(named, lambda one: one.labelled.category):
        own = list(group)
        single = [one for one in own if one.is_right == one_is_right][:1]
        others = [one for one in own if one.is_right != one_is_right][: OPTIONS - 1]
        if len(single) + len(others) < OPTIONS:
            continue
        shown = [*single, *others]
        drawings = [{"drawing": _explained(one, classifier, explanation)} for one in shown]
        about = {"category": category} | {
            f"guess-{at}": f"{one.labelled.id}: {one.guess}" for at, one in enumerate(shown)
        }
        yield _choice(question, explanation, drawings, rng) | {"about": about}


def _fairness(
    named: list[Named], classifier: Classifier, explanation: Explanation, rng: np.random.Generator
) -> Iterator[Document]:
    """A sketch that is taken for something else: for which of four? One item a category."""
    for category, group in groupby(named, lambda one: one.labelled.category):
        wrong = next((one for one in group if not one.is_right), None)
        if wrong is None:
            continue
        others = [name for name in classifier.categories if name not in (category, wrong.guess)]
        names = [wrong.guess, *rng.choice(others, min(OPTIONS - 1, len(others)), replace=False)]
        options = [{"text": str(name)} for name in names]
        item = _choice("fairness-category", explanation, options, rng)
        about = {"category": category, "sketch": wrong.labelled.id, "guess": wrong.guess}
        yield item | {"stimulus": _explained(wrong, classifier, explanation), "about": about}


def _trust(
    named: list[Named],
    classifiers: Mapping[str, Classifier],
    explanation: Explanation,
    rng: np.random.Generator,
) -> Iterator[Document]:
    """A sketch that both classifiers recognise: whose colours are the stronger one's?"""
    strong, weak = classifiers["strong"], classifiers["weak"]
    for category, group in groupby(named, lambda one: one.labelled.category):
        both = (one for one in group if one.is_right and _guess(weak, one.sketch) == category)
        found = next(both, None)
        if found is not None:
            options = [{"drawing": _explained(found, one, explanation)} for one in (strong, weak)]
            about = {"category": category, "sketch": found.labelled.id}
            yield _choice("trustworthiness", explanation, options, rng) | {"about": about}


def _guess(classifier: Classifier, sketch: Sketch) -> str:
    return classifier.categories[int(logits_of(classifier, [sketch])[0].argmax())]


def _wrong_photos(
    live: LiveSearch, dataset: Dataset, explanation: Explanation, rng: np.random.Generator
) -> Iterator[Document]:
    ids = [photo.id for photo in dataset.photos]
    if len(ids) <= WRONG_FROM + 1:
        raise StudyError(
            f"dataset {dataset.name} has {len(ids)} photos; more than {WRONG_FROM + 1} are needed"
        )
    for pair, sketch in _sketches(dataset, rng):
        answer = live.answer(Question(sketch, count=WRONG_FROM))
        found = [one.photo.id for one in answer.found]
        if pair in found or answer.strokes is None or answer.point_shades is None:
            continue
        others = [one for one in ids if one not in (pair, found[0])]
        shown = [found[0], *rng.choice(others, OPTIONS - 1, replace=False).tolist()]
        options = [{"photo": photo_uri(_photo_path(live, one))} for one in shown]
        values = answer.strokes.values if explanation == "sla" else answer.point_shades
        item = _choice("fairness-photo", explanation, options, rng)
        stimulus = _drawing(sketch, values)
        yield item | {"stimulus": stimulus, "about": {"photo": pair, "first": found[0]}}


def _cleaned(live: LiveSearch, dataset: Dataset, rng: np.random.Generator) -> Iterator[Document]:
    for photo_id, sketch in _sketches(dataset, rng):
        target = Target.of_gallery(live, photo_id)
        cleaned = {
            one: clean_live(live, CleaningQuestion(sketch, target, CleaningRule(one))).cleaning
            for one in GRANULARITIES
        }
        if all(cleaning.parts for cleaning in cleaned.values()):
            drawings = {"drawn": _drawing(sketch)} | {
                name: _drawing(without_parts(sketch, cleaning.parts))
                for name, cleaning in cleaned.items()
            }
            yield {"kind": "preference", "drawings": drawings, "about": {"photo": photo_id}}


def _sketches(dataset: Dataset, rng: np.random.Generator) -> Iterator[tuple[str, Sketch]]:
    """The photo's id and the strokes of every vector sketch, in random order."""
    for at in rng.permutation(len(dataset.pairs)).tolist():
        pair = dataset.pairs[at]
        if pair.is_vector and (sketch := pair.sketch):
            yield pair.photo_id, sketch


def _choice(
    question: str, explanation: str, options: list[Document], rng: np.random.Generator
) -> Document:
    """A question whose first option is the right one, the options in random order."""
    order = rng.permutation(len(options)).tolist()
    listed = tuple({"id": letter} | options[at] for letter, at in zip(LETTERS, order, strict=False))
    true = LETTERS[order.index(0)]
    fixed = {"kind": "choice", "question": question, "explanation": explanation}
    return fixed | {"options": listed, "true": true}


def _explained(one: Named, classifier: Classifier, explanation: Explanation) -> Document:
    """A sketch with what its strokes or points do for the class that the classifier names."""
    label = classifier.categories.index(_guess(classifier, one.sketch))
    # a classifier is a callable from pictures to logits
    score = ClassLogit(cast(Any, classifier), label)
    explained = attribute(one.sketch, score, explanation, classifier.style)
    if explanation == "sla":
        return _drawing(one.sketch, explained.values)
    raster = rasterise(one.sketch, classifier.style)
    return _drawing(one.sketch, shades(explained.values, raster, explained.stroke_starts))


def _drawing(sketch: Sketch, values: NDArray[np.float64] | None = None) -> Document:
    """A drawing of an items file; values (S,) or (T,)."""
    if values is None:
        return {"sketch": document_of_sketch(sketch)}
    ends = sketch.stroke_starts[1:-1] if len(values) > len(sketch) else np.arange(1, len(sketch))
    own = tuple(tuple(float(f"{value:.6g}") for value in part) for part in np.split(values, ends))
    return {"sketch": document_of_sketch(sketch), "values": own}


def _photo_path(live: LiveSearch, photo_id: str) -> Path:
    return live.gallery.photos[live.gallery.position(photo_id)].path


def photo_uri(path: Path) -> str:
    """A small copy of a photo as a data address; StudyError where it cannot be read."""
    try:
        with Image.open(path) as image:
            if image.width * image.height > MAX_PIXELS:
                raise StudyError(f"photo {path.name} has over {MAX_PIXELS:,} pixels")
            small = in_square(ImageOps.exif_transpose(image), PHOTO_PX)
            out = io.BytesIO()
            small.convert("RGB").save(out, "WEBP", quality=80)
    except (OSError, ValueError, SyntaxError) as error:
        raise StudyError(f"photo {path.name} cannot be read: {error}") from error
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()

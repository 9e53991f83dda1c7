"""Everything that is loaded once, when the server starts, and then only read."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

import torch

from sketchapp.generation import ListeningRuns, PhotoStudio
from sketchapp.models.classifier import Classifier, guess_sketch, load_classifier
from sketchapp.models.ensemble import read_at_once
from sketchapp.models.folding import fold_batch_norms
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import Retriever, TrainedRetriever
from sketchapp.retrieval.embeddings import gallery_embeddings
from sketchapp.retrieval.gallery import Gallery, load_gallery
from sketchapp.retrieval.importing.imports import Imports
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.index import build_index
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.live import Knowledge, LiveSearch, Question
from sketchapp.retrieval.open_galleries import OpenGalleries
from sketchapp.retrieval.pictures import PictureRows
from sketchapp.retrieval.trust import Trust, read_trust
from sketchapp.settings import Settings
from sketchapp.sketch import Sketch
from sketchapp.study.desk import StudyDesk
from sketchapp.study.finder import MethodSearch

log = logging.getLogger(__name__)
WARMING = Sketch.from_polylines([[[0.2, 0.2], [0.8, 0.8]]])


@dataclass(frozen=True)
class Resources:
    """What the page and its API work with; safe to share between threads."""

    settings: Settings
    retriever: Retriever
    gallery: Gallery
    live: LiveSearch
    library: Library
    galleries: OpenGalleries
    imports: Imports
    trust: Trust | None
    studies: StudyDesk
    classifier: Classifier | None = None
    pictures: PictureRows = field(default_factory=PictureRows)
    studio: PhotoStudio | None = None
    listening: ListeningRuns = field(default_factory=ListeningRuns)

    @classmethod
    def load(cls, settings: Settings) -> Resources:
        """Load weights and gallery, and answer once, so that the first stroke finds all warm.

        Raises CheckpointError or GalleryError where something is missing.
        """
        torch.set_num_threads(settings.threads)
        retriever = load_retriever(settings.checkpoint)
        fold_batch_norms(retriever)
        read_at_once(retriever)
        turn = threading.Lock()

        def open_live(gallery: Gallery) -> LiveSearch:
            return live_search(retriever, gallery, turn)

        gallery = load_gallery(settings.gallery)
        live = open_live(gallery)
        live.answer(Question(WARMING))
        library = Library(settings.galleries_dir, settings.gallery)
        library.sweep()
        galleries = OpenGalleries(library, live, open_live)
        imports = Imports(library, retriever, ImportLimits.of(settings))
        trust = read_trust(settings.checkpoint, retriever.id)
        classifier = _classifier(settings)
        loaded = {settings.checkpoint: retriever}
        finder = MethodSearch(library, settings.checkpoint.parent, loaded, turn)
        studies = StudyDesk(settings.study_url, finder)
        studies.start(settings.study_backup_repo, settings.study_backup_minutes)
        return cls(
            settings=settings,
            retriever=retriever,
            gallery=gallery,
            live=live,
            library=library,
            galleries=galleries,
            imports=imports,
            trust=trust,
            studies=studies,
            classifier=classifier,
            studio=_studio(settings),
        )


def live_search(retriever: TrainedRetriever, gallery: Gallery, turn: threading.Lock) -> LiveSearch:
    """The search of a gallery, with passes through the network one at a time by `turn`."""
    rows = gallery_embeddings(retriever, gallery)  # (N, K, D)
    knowledge = Knowledge.of(retriever, gallery)
    return LiveSearch(retriever, gallery, rows, build_index(rows), knowledge, turn)


def _classifier(settings: Settings) -> Classifier | None:
    """The classifier, warm; None where its weights are not there: the rest works without."""
    if not settings.classifier.is_file():
        log.info("no classifier at %s: the page guesses and attacks nothing", settings.classifier)
        return None
    classifier = load_classifier(settings.classifier)
    fold_batch_norms(classifier)
    guess_sketch(classifier, WARMING)
    return classifier


def _studio(settings: Settings) -> PhotoStudio | None:
    """What makes photos; its weights are read when the first is wanted. None: there are none."""
    if not settings.photo_generator.is_file():
        log.info("no weights at %s: the page makes no photos", settings.photo_generator)
        return None
    return PhotoStudio(settings.photo_generator)

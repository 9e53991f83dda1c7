"""All the words of the page, so that they can be read, and changed, in one place.

`{name}` in a sentence is filled in later, by the page or by the functions below.
"""

from __future__ import annotations

TITLE = "Sketch and find"
INTRODUCTION = "Draw, and see which of your strokes find the photo."
FIND_TAB = "Find"

TOUR = {
    "tour": "Tour",
    "begin": "Tour",
    "begin_title": "Two minutes around the page",
    "skip": "Skip",
    "skip_title": "Leave the tour (Esc)",
    "back": "Back",
}
"""Words of the tour's template."""

TOUR_STEPS = {
    "draw": (
        "Draw here",
        "Begin with the back of a chair, say. Or take one of the examples on the paper.",
    ),
    "photos": (
        "Photos that look like it",
        "They change with every stroke, the best match first. Pick one.",
    ),
    "colours": (
        "What your strokes do",
        "Blue brings the photo closer, orange pushes it away, grey matters little. Choose “Along"
        " the stroke”.",
    ),
    "sure": (
        "How far it can be believed",
        "Here it says how abstract it takes the sketch to be, and how sure it is. Draw one more"
        " stroke, and see the doubt change.",
    ),
    "clean": (
        "Clean the sketch",
        "Choose the photo you are drawing: what hurts the match is dashed, and can go. Open this"
        " tab.",
    ),
    "photo": (
        "A photo of your sketch",
        "Here it makes the photo that your sketch could be of, and says which strokes the photo"
        " ignores. Open this tab.",
    ),
    "fool": (
        "Fool it",
        "What does it take your sketch for, and which small change gives it another name? Open"
        " this tab.",
    ),
    "end": ("That was all", "This button starts the tour again. Your drawing stays."),
}
"""Steps of the tour in their order: the heading of a card, and what it says."""

TOUR_MESSAGES = {
    "number": "{number} of {total}",
    "next": "Next",
    "close": "Close",
    "done": "Done. Go on?",
}
"""What else the tour's card says."""

CANVAS = {
    "editor": "Sketch",
    "tools": "Drawing tools",
    "pen": "Pen",
    "eraser": "Eraser",
    "undo": "Undo",
    "redo": "Redo",
    "clear": "Clear",
    "open": "Open",
    "open_file": "File (JSON, SVG, Quick Draw)…",
    "examples": "Examples",
    "save": "Save",
    "save_png": "Picture (PNG)",
    "save_svg": "Drawing (SVG)",
    "save_json": "Strokes, to go on later (JSON)",
    "stage": (
        "Drawing area. Arrow keys move, Space puts the pen down and lifts it."
        " P pen, E eraser, Control Z undo, Control Y redo, Shift Delete clear."
    ),
    "stage_role": "drawing area",
    "welcome_hint": "start with the outline",
    "welcome_examples": "or change one of these",
    "colours": "Colours",
    "by_stroke": "By stroke",
    "by_stroke_title": "One colour for each stroke",
    "by_point": "Along the stroke",
    "by_point_title": "The colour changes along each stroke",
    "no_colours": "Off",
    "no_colours_title": "Plain ink",
    "away": "pushes away",
    "closer": "brings closer",
    "explanation": (
        "Blue brings the photo closer to your sketch, orange pushes it away, grey matters little;"
        " with few strokes it is only a hint. Click a photo to see the colours for that one."
    ),
}
"""Words of the canvas's template."""

CANVAS_MESSAGES = {
    "busy": "Looking…",
    "slow": "The answer takes longer than usual. Just go on drawing.",
    "gone": "The server does not answer. Your drawing is kept here; trying again…",
    "not_done": "The server did not answer, so this was not done. Try it again in a moment.",
    "full": "The sketch is full. Erase something, or save it and start a new one.",
    "unknown_file": "“{name}” cannot be opened. Choose a .json, .svg or .ndjson file.",
    "large_file": "This file is too large for a sketch; 8 MB are allowed.",
}
"""Sentences that the canvas shows when something happens."""

PHOTOS = {
    "panel": "Photos found",
    "category": "Show",
    "let_go": "Let go",
    "grid": "Photos, best match first",
    "anyway": "Show the nearest anyway",
    "levels": "How it reads your sketch",
    "sure": "How sure it is",
    "curve": "The line is its doubt after each stroke: it falls as the drawing settles.",
}
"""Words of the photo panel's template."""

PHOTO_MESSAGES = {
    "all": "everything",
    "pin": "picked",
    "no_photo": "no photo yet",
    "photo_title": "Pick this photo: the colours then explain it",
    "photo_label": "{label}, similarity {similarity}. Pick it to see what matters for it.",
    "empty": "Photos appear here",
    "empty_detail": "After every stroke you see what in the collection looks most like it.",
    "unfamiliar": "Nothing here looks like this",
    "best": "The colours explain the best match",
    "picked": "The colours explain the photo you picked",
    "explained_detail": "{label}, similarity {similarity} of 1",
    "picked_without_sketch": "{label}. Draw to see what matters for it.",
    "none_explained": "What the colours explain",
    "none_explained_detail": "The best match, or a photo that you pick below.",
    "none_found": "No photos found.",
    "spoken": "{count} photos found. Best: {label}, similarity {similarity}. {sure}.",
    "auto": "Auto",
    "auto_taken": "Auto, {name} at present",
    "level_empty": "Draw, and see here how much detail counts.",
    "level_kept": "You chose {name}: kept until you choose another, or Auto.",
    "sure_percent": "{percent} %",
    "sure_unknown": "–",
    "sure_empty": "No stroke yet",
    "sure_first": "The line is its doubt",
    "surer": "Surer: doubt falls",
    "less_sure": "Less sure: doubt grows",
    "as_sure": "As sure as before",
    "sure_unfamiliar": "It knows nothing like this",
    "how_sure_first": "How sure: {percent} %",
    "how_surer": "How sure: {percent} %, surer than before",
    "how_less_sure": "How sure: {percent} %, less sure than before",
    "how_as_sure": "How sure: {percent} %, as sure as before",
}
"""Sentences that the photo panel shows when something happens."""

CLEAN_TAB = "Clean"
OWN_PHOTO = "your own photo"

CLEAN = {
    "panel": "Clean the sketch",
    "change": "Change…",
    "choose": "Which photo are you drawing?",
    "found": "Photos found for your sketch",
    "upload": "Upload a photo…",
    "browse": "Choose from the gallery…",
    "category": "Show",
    "previous": "Previous photos",
    "next": "More photos",
    "browsed": "Photos of the gallery",
    "grain": "Look at",
    "strokes": "Whole strokes",
    "parts": "Parts of strokes",
    "remove_all": "Remove all",
    "forget": "Look at kept strokes again",
    "before": "Before",
    "after": "After",
    "flags": "Strokes that hurt the match",
}
"""Words of the cleaning panel's template."""

CLEAN_MESSAGES = {
    "no_target": "No photo chosen yet",
    "no_target_detail": "Choose the photo that you are drawing; then strokes that hurt are dashed.",
    "target": "You are drawing this photo",
    "own_photo": OWN_PHOTO,
    "all": "everything",
    "page": "{first} to {last} of {total}",
    "choose_photo": "Draw this photo: {label}",
    "empty": "Draw something, or open an example.",
    "looking": "Looking at your strokes…",
    "nothing": "Nothing to remove: no stroke tried was better left out.",
    "nothing_parts": "Nothing to remove: no part tried was better left out.",
    "summary_one": "1 dashed stroke hurts the match.",
    "summary": "{count} dashed strokes hurt the match.",
    "summary_one_part": "1 dashed part of a stroke hurts the match.",
    "summary_parts": "{count} dashed parts of strokes hurt the match.",
    "removed": "Removed. Undo (Ctrl+Z) brings it back.",
    "remove": "Remove",
    "remove_label": "Remove number {number}",
    "keep": "Keep",
    "keep_label": "Keep number {number}",
    "similarity": "similarity {similarity}",
    "rank": "rank {rank} of {total}",
    "as_drawn": "as it is now",
    "as_begun": "as you drew it",
    "if_removed": "without what is dashed",
    "no_picture": "This file cannot be opened as a picture. Choose a JPEG, PNG or WebP.",
    "gone": "The server does not answer; trying again…",
}
"""Sentences that the cleaning panel shows when something happens."""

PLACES = (
    ("at the top left", "at the top", "at the top right"),
    ("on the left", "in the middle", "on the right"),
    ("at the bottom left", "at the bottom", "at the bottom right"),
)
"""Where something lies in a drawing, by thirds of its height and width."""

FLAG_CAUSES = {
    "away": "it pulls the drawing away from the photo",
    "beyond": "it reaches beyond the rest of the drawing, which therefore counts smaller",
    "idle": "it adds nothing that the photo needs",
}
FLAG_SENTENCE = "{what} {place} ({share} of the ink): {cause}. Without it, similarity {gain}."
FLAG_WHAT = {True: "Stroke", False: "Part of a stroke"}

SHIPPED_GALLERY = "Rendered products"

GALLERIES = {
    "panel": "Gallery",
    "search_in": "Search in",
    "add": "Your photos…",
    "more": "Change this gallery",
    "extend": "Add photos…",
    "rename": "Rename…",
    "delete": "Delete…",
    "import_title": "Search your own photos",
    "drop": "Drop photos, a folder or one zip here",
    "choose_files": "Choose photos or a zip",
    "choose_folder": "Choose a folder",
    "drop_detail": (
        "JPEG, PNG, WebP and more. Sub-folders become categories. Only this browser sees them."
    ),
    "name": "Name",
    "progress": "How far it is",
    "cancel": "Cancel",
    "build": "Build gallery",
    "aside": "Go on drawing",
}
"""Words of the gallery panel's template."""

GALLERY_MESSAGES = {
    "option": "{name} ({count} photos)",
    "option_one": "{name} (1 photo)",
    "extend": "Add photos to “{name}”",
    "chosen": "{count} photos chosen.",
    "chosen_one": "1 photo chosen.",
    "chosen_zip": "One zip chosen.",
    "left_out": "{count} other files are left out.",
    "left_out_one": "1 other file is left out.",
    "no_pictures": "There are no photos among these files. JPEG, PNG, WebP and zip can be used.",
    "one_zip": "Choose either one zip, or photos.",
    "too_many": "These are too many photos; {count} are allowed in one gallery.",
    "too_much": "These photos are too large together; {size} MB are allowed.",
    "plain_name": "My photos",
    "no_name": "Give the gallery a name.",
    "sending": "Sending {done} of {total}",
    "reading": "Reading {done} of {total} photos, {rate} a second",
    "reading_first": "Reading {done} of {total} photos",
    "waiting": "Waiting until another gallery is done",
    "encoding": "Making them searchable: {done} of {total}, {rate} a second",
    "encoding_first": "Making them searchable: {done} of {total}",
    "finishing": "Nearly done",
    "done": "“{name}” has {count} photos. Draw what you are looking for.",
    "done_aside": "“{name}” has {count} photos. Choose it under “Search in”.",
    "skipped": "Left out ({count})",
    "build": "Build gallery",
    "search": "Search in it",
    "cancel": "Cancel",
    "close": "Close",
    "lost": "The server does not answer. Try it again in a moment.",
    "rename_title": "Another name",
    "rename": "Rename",
    "delete_title": "Delete “{name}” and its {count} photos?",
    "delete": "Delete",
}
"""Sentences that the gallery panel shows when something happens."""

UNFAMILIAR_DETAIL = (
    "This collection has {categories}. If you are drawing one of them, a few more strokes help."
)

FOOL_TAB = "Fool"

FOOL = {
    "panel": "What it takes the sketch for, and what fools it",
    "guesses": "It takes this for",
    "how": "How to fool it",
    "points": "Points, at most",
    "units": "How far, of 256",
    "wanted": "So that it says",
    "anything": "anything else",
    "fool": "Fool it",
    "result": "Before and after",
    "before": "Before",
    "after": "After",
}
"""Words of the Fool panel's template."""

FOOL_KINDS = {
    "sla": ("Remove a stroke", "Takes away the one small stroke that it leans on most"),
    "psla": ("Remove points", "Takes away the points that it leans on most, one by one"),
    "add": ("Add a stroke", "Draws one small stroke where it misleads most"),
    "move": ("Move points", "Shifts every point a little, each within the bound"),
}
"""Attacks by name: what the page calls them, and what they do."""

FOOL_MESSAGES = {
    "empty": "Draw something, and it will guess.",
    "guess": "{category} {percent}\u00a0%",
    "chip": "Looks like: {category}, {percent}\u00a0%",
    "nothing_yet": "Draw, then try to fool it.",
    "ready": "Choose how, and see what it takes. Your drawing stays as it is.",
    "busy": "Trying…",
    "lost": "The server did not answer. Try it again in a moment.",
    "changed": "The drawing has changed. Try again.",
}
"""Sentences that the Fool panel shows when something happens."""

FOOL_MISSING = (
    "There is no classifier here yet, so nothing is guessed or fooled. Put its weights at"
    " checkpoints/classifier.safetensors, or train some (docs/classifier.md), and start again."
)
FOOLED = {
    "sla": "Fooled: without the marked stroke, of {count}, it says {after}.",
    "psla": "Fooled: without {count}, marked, it says {after}.",
    "add": "Fooled: with the marked stroke, of {count}, it says {after}.",
    "move": "Fooled: with every point moved by {epsilon} of 256 at most, it says {after}.",
}
NOT_FOOLED = {
    "sla": "Not fooled: what hurts most is the marked stroke, of {count}; it still says {after}.",
    "psla": (
        "Not fooled: without {count}, marked, of those that alone hurt most, it still says {after}."
    ),
    "add": "Not fooled: what misleads most is the marked stroke; it still says {after}.",
    "move": "Not fooled: with points moved by {epsilon} of 256 at most, it still says {after}.",
}
NOT_TARGET = "It says {after} then, not {target}."
NAMED_ALREADY = "It says {after} already. Choose another name."
ONLY_STROKE = "It is the only stroke. Draw another one."
NO_SMALL_STROKE = "There is no stroke of {epsilon} points or fewer beside others."
NOTHING_TO_DO = {
    "sla": "There is no stroke of {epsilon} points or fewer beside others. Allow more points.",
    "psla": "The drawing has too few points to remove any. Draw more.",
    "add": "No small stroke anywhere would mislead it.",
    "move": "No small move of the points misleads it.",
}

PHOTO_TAB = "Photo"

GENERATE = {
    "panel": "A photo of the sketch",
    "kind": "It shows",
    "variants": "Variants of the photo",
    "others": "Other colours",
    "save": "Save (PNG)",
    "slider": "Before and after",
    "undo": "Undo",
    "level": "Colour strokes by influence",
    "before": "before",
    "after": "after",
    "off": "As before",
    "coarse": "Coarse",
    "mid": "Mid",
    "fine": "Fine",
    "little": "little",
    "much": "much",
    "peek": "What one stroke changes",
    "previous": "Stroke before",
    "next": "Stroke after",
    "ignored": "Ignored strokes",
    "without": "Without it",
    "difference": "What changes",
    "way": "Listen to them",
    "stronger": "Draw ignored strokes stronger",
    "bend": "Bend the photo to them",
    "listen": "Listen to every stroke",
    "stop": "Stop",
    "progress": "How far it is",
}
"""Words of the Photo panel's template."""

GENERATE_MESSAGES = {
    "empty": "Draw something, and a photo of it appears here.",
    "making_first": "Making the first photo; that takes a moment…",
    "guess": "guessed: {category}",
    "guess_first": "guessed",
    "alt": "Photo made of your sketch, seed {seed}",
    "seed": "seed {seed}",
    "choose": "Make the variant of seed {seed} the photo",
    "looking": "Looking which strokes it listens to…",
    "none_ignored": "It listens to every stroke: nothing is ignored.",
    "one_ignored": "1 stroke is ignored: it is dashed on the canvas.",
    "ignored": "{count} strokes are ignored: they are dashed on the canvas.",
    "uncalibrated": (
        "Which strokes are ignored was not measured for these weights, so none is marked."
    ),
    "look": "Look at number {number}: {sentence}",
    "heeded_now": "heeded now",
    "look_hint": "Point at a stroke, or step through them, to see the photo without it.",
    "no_stroke": "{total} strokes",
    "which_stroke": "{number} of {total}",
    "step": "Step {step} of {total}",
    "listening": "Listening…",
    "stopped": "Stopped. {sentence}",
    "undone": "The photo is as it was before.",
    "slider_value": "{percent} % of the width is the photo from before",
    "gone": "The server does not answer; trying again…",
    "lost": "The server did not answer. Try it again in a moment.",
}
"""Sentences that the Photo panel shows when something happens."""

PHOTO_MISSING = (
    "There are no weights for photos here yet, so none is made of the sketch. Put them at"
    " checkpoints/sketch_to_photo.safetensors, or train some (docs/sketch_to_photo.md), and start"
    " again."
)
MADE = {
    "guessed": "It takes this for {thing}.",
    "chosen": "As you chose, {thing}.",
    "one kind": "This is the photo of your sketch.",
}
IGNORED_SENTENCE = "Stroke {place} ({share} of the ink)"
LARGEST_CHANGE = "by {percent} % at most; darker is more"
ALL_HEEDED = "Listened: nothing is ignored now (strokes ignored before: {was})."
SOME_HEEDED = "Listened. Ignored strokes: {was} before, {now} now."
NONE_HEEDED = "It did not help. Ignored strokes: {was} before, {now} now. Try the other way."
BENT = "Bent to {strokes}: of the edges wanted along them, {was} were missing, {now} are now."
BENT_ALREADY = "The photo has an edge along each of them already: there was little to bend."

NOUNS = frozenset(
    {
        *("armchair", "stool", "bench", "sofa", "desk", "cup and saucer"),
        *("low sneaker", "high sneaker", "laced boot", "chelsea boot", "sneaker", "boot"),
        *("pump", "sandal", "loafer", "ballet flat", "clog"),
        *("tote", "handbag", "backpack"),
    }
)
"""Families that are a word of their own: a pump, but a dining chair."""

FAMILY_NAMES = {"cup_saucer": "cup and saucer"}
"""Families whose name takes more than blanks to be read."""

EXAMPLES = {"chair": "Chair", "armchair": "Armchair", "shoe": "Shoe"}
"""Files of the folder of examples, and what the page calls them."""

LEVEL_NAMES = {2: ("Coarse", "Fine"), 3: ("Coarse", "Medium", "Fine")}
"""Abstraction levels by how many there are."""

COARSE = "only the overall shape counts"
MEDIUM = "its main parts count too"
FINE = "small details count too"
LEVEL_SENTENCES = {
    COARSE: "Rough so far: {counts} ({rows} of {row_total} rows).",
    MEDIUM: "Taking shape: {counts} ({rows} of {row_total} rows).",
    FINE: "Detailed: {counts} ({rows} of {row_total} rows).",
}
FORCED_LEVEL = "You chose {name}: {counts} ({rows} of {row_total} rows)."

EMPTY_FILE = "This file has no strokes that can be opened. Your drawing stays as it is."
UNREADABLE_FILE = "This file holds no drawing that can be opened: {reason}."
BROKEN_ANSWER = "Something went wrong on our side. Go on drawing, or undo the last stroke."

SIGNAL_WORDS = {
    "similarity": "how similar the first photo is",
    "margin": "how far the first photo leads",
    "probability": "how much better the first photo fits than all others together",
    "certainty": "how few photos come into question",
}
"""What tells how often an answer is right, for every signal of a search."""

RELIABILITY = (
    "About {percent} of 100 test drawings with such an answer had the right photo first"
    " ({photos} {category} photos; judged by {signal})."
)

TOO_EARLY = "Drawing order: too early to say; this needs {count} strokes."
ORDER_SENTENCES = (
    (0.5, "What you drew first helps most: the match agrees with your order"),
    (0.2, "Early strokes help somewhat more: the match partly agrees with your order"),
    (-0.2, "Early and late strokes help alike: the match does not follow your order"),
    (-1.0, "What you drew last helps most: the match goes against your order"),
)
"""From this rank correlation upwards, and the sentence for it."""


def welcome(categories: tuple[str, ...]) -> str:
    """What to draw: something that the collection has."""
    things = [_with_article(name) for name in categories if name]
    return f"Draw {_listed(things, 'or')} here" if things else "Draw what you are looking for"


def unfamiliar_detail(categories: tuple[str, ...]) -> str:
    """What the collection knows, for someone who drew something else."""
    plurals = [f"{category}s" for category in categories] or ["no photos"]
    return UNFAMILIAR_DETAIL.format(categories=_listed(plurals, "and"))


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _listed(words: list[str], last: str) -> str:
    """a, b and c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def reliability_sentence(share: float, signal: str, photos: int, category: str) -> str:
    """How often the first of so many photos was right, 0..1, where a signal said the same."""
    return RELIABILITY.format(
        percent=round(100 * share), category=category, photos=photos, signal=SIGNAL_WORDS[signal]
    )


def order_sentence(agreement: float | None, needed: int) -> str:
    """Spearman's correlation (-1..1) in plain words, with the figure; None: too few strokes."""
    if agreement is None:
        return TOO_EARLY.format(count=needed)
    sentence = next(words for level, words in ORDER_SENTENCES if agreement >= level)
    return f"{sentence} (rank correlation {agreement:+.2f})."


def flag_sentence(
    whole: bool, place: tuple[int, int], share: float, cause: str, gain: float
) -> str:
    """Why something is flagged: place is its third (row, column), share that of the ink, 0..1."""
    row, column = place
    rises = f"rises by {gain:.3f}" if gain >= 0.001 else "rises by less than 0.001"
    return FLAG_SENTENCE.format(
        what=FLAG_WHAT[whole],
        place=PLACES[row][column],
        share=_percent(share),
        cause=FLAG_CAUSES[cause],
        gain=rises,
    )


def made_sentence(category: str, guessed: bool) -> str:
    """What a photo is of; an empty category where all photos are of one kind."""
    if not category:
        return MADE["one kind"]
    return MADE["guessed" if guessed else "chosen"].format(thing=_with_article(category))


def ignored_sentence(place: tuple[int, int], share: float) -> str:
    """Which stroke is ignored: place is its third (row, column), share that of the ink, 0..1."""
    row, column = place
    return IGNORED_SENTENCE.format(place=PLACES[row][column], share=_percent(share))


def stronger_sentence(was: int, now: int) -> str:
    """How many strokes were ignored before they were drawn stronger, and are now."""
    sentence = SOME_HEEDED if now < was else NONE_HEEDED
    return (sentence if now else ALL_HEEDED).format(was=was, now=now)


def bent_sentence(strokes: int, was: float, now: float) -> str:
    """Which share, 0..1, of the edges along so many strokes was missing, and is now."""
    counted = "1 stroke" if strokes == 1 else f"{strokes} strokes"
    if was < 0.01:
        return BENT_ALREADY
    return BENT.format(strokes=counted, was=_percent(was), now=_percent(now))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else "under 1 %"


def points_counted(count: int) -> str:
    """1 point, 5 points."""
    return "1 point" if count == 1 else f"{count} points"


def level_names(levels: int) -> tuple[str, ...]:
    """What so many abstraction levels are called, coarse first."""
    numbered = tuple(f"Level {number}" for number in range(1, levels + 1))
    return LEVEL_NAMES.get(levels, numbered)


def level_sentence(level: int, levels: int, rows: int, row_total: int, forced: bool) -> str:
    """What a level (0..levels - 1) of `rows` rows means; forced: it was chosen by hand."""
    middle = MEDIUM if level else COARSE
    counts = FINE if level == levels - 1 else middle
    sentence = FORCED_LEVEL if forced else LEVEL_SENTENCES[counts]
    name = level_names(levels)[level].lower()
    return sentence.format(name=name, counts=counts, rows=rows, row_total=row_total)


def photo_label(category: str, family: str, title: str = "") -> str:
    """How a photo is called: by its title, or `dining chair`, or just `shoe`."""
    if title:
        return title
    family = FAMILY_NAMES.get(family, family.replace("_", " "))
    if category in family.split():  # a table lamp is no "table lamp lamp"
        return family
    if not family or family == category:
        return category
    return family if family in NOUNS else f"{family} {category}"

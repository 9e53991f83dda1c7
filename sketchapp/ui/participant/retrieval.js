/** Draw, see what was found, and rate every photo. */

import { Refusal, ROOT } from './api.js';
import { strokesOfText } from './canvas.js';
import { newId } from './codes.js';
import { button, make, pause } from './dom.js';
import { Guide, trialHeading } from './guide.js';
import { drawingPicture } from './picture.js';
import { chosenIn, focusGroup, radioGroup, ratingScale } from './scale.js';
import { Stopwatch } from './stopwatch.js';

const LONGEST_PAUSE_MS = 16000;
const GUIDE = ['retrieval.step_category', 'retrieval.step_draw', 'retrieval.step_find', 'retrieval.step_rate', 'guide.submit'];
const [CATEGORY, DRAW, FIND, RATE, SUBMIT] = GUIDE.keys();

/**
 * The answer of a trial.
 * @param {import('./session.js').Session} session
 * @param {object} trial
 * @returns {Promise<{ratings: number[], answer_ms: number}>}
 */
export async function retrieval(session, trial) {
  const drawn = trial.photos ? trial : await new DrawStage(session, trial).result;
  return rate(session, drawn);
}

/** From the white paper to a trial with photos. */
class DrawStage {
  constructor(session, trial) {
    this.session = session;
    this.trial = trial;
    const before = session.kept.of('work', trial.position);
    this.watch = new Stopwatch(before?.drawing_ms);
    this.category = before?.category ?? (trial.categories.length === 1 ? trial.categories[0] : null);
    this.guide = new Guide(GUIDE, trial.is_practice);
    this.find = button('retrieval.find', () => this.#find(), 'primary');
    this.result = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
    this.#open(before?.sketch ? strokesOfText(before.sketch) : []);
    if (session.kept.of('drawing', trial.position)) this.#find();
  }

  #open(strokes) {
    const { session, trial } = this;
    const paper = make('div', { className: 'paper-place' }, session.board.place, this.find);
    const side = make('div', { className: 'beside' }, this.guide.element, this.#categories());
    const heading = trialHeading('retrieval.draw', trial);
    session.screen.show(heading, make('div', { className: 'drawing-desk' }, side, paper));
    session.board.open(strokes, () => this.#keep());
    this.#mark();
  }

  #categories() {
    const { categories } = this.trial;
    if (categories.length === 1) {
      return make('p', { className: 'task', say: ['retrieval.one_category', { category: categories[0] }] });
    }
    const options = categories.map((value) => ({ value, label: make('span', { textContent: value }) }));
    const legend = make('legend', { say: ['retrieval.category'] });
    const changed = (category) => {
      this.category = category;
      this.#keep();
    };
    this.choice = radioGroup(legend, options, { chosen: this.category, changed });
    return this.choice;
  }

  /** A reload goes on from here. */
  #keep() {
    const { session, trial, category } = this;
    const sketch = session.board.drawing.toText();
    session.kept.set('work', { position: trial.position, category, sketch, drawing_ms: this.watch.ms });
    this.#mark();
  }

  #mark() {
    const isDrawn = !this.session.board.drawing.isEmpty;
    if (this.category === null) this.guide.mark(CATEGORY);
    else this.guide.mark(isDrawn ? FIND : DRAW);
  }

  async #find() {
    const { session, trial } = this;
    if (this.find.disabled || session.board.isBusy) return;
    const sent = session.kept.of('drawing', trial.position) ?? this.#request();
    if (!sent) return;
    session.kept.set('drawing', sent);
    this.find.disabled = true;
    session.board.place.inert = true;
    session.screen.say('retrieval.finding');
    try {
      await session.steadily('PUT', '/drawing', sent);
      session.kept.set('work', { position: trial.position });
      session.kept.drop('drawing');
      const now = await session.steadily('GET', '/trial');
      session.screen.say('retrieval.found');
      // another tab may be further on: then this trial is answered, and the next one comes
      if (now?.position === trial.position && now.photos) this.resolve(now);
      else this.reject(new Refusal('', { retry: false, status: 409 }));
    } catch (error) {
      this.#refused(error);
    } finally {
      this.find.disabled = false;
      session.board.place.inert = false;
    }
  }

  /** What is to be sent; null where something is missing, which is said. */
  #request() {
    const { session, trial, category, watch } = this;
    if (category === null) {
      session.screen.say('retrieval.choose_first');
      focusGroup(this.choice);
      return null;
    }
    if (session.board.drawing.isEmpty) {
      session.screen.say('retrieval.draw_first');
      session.board.stage.focus();
      return null;
    }
    const sketch = JSON.parse(session.board.drawing.toText());
    return { id: newId(), position: trial.position, category, sketch, drawing_ms: watch.ms };
  }

  /** A drawing that is not taken can be changed; anything else is looked at anew. */
  #refused(error) {
    const { kept, screen } = this.session;
    kept.drop('drawing');
    screen.say(null);
    if (error instanceof Refusal && error.status === 400) screen.trouble.refuse(error);
    else this.reject(error);
  }
}

/** Photos with a scale each; the answer when all are rated. */
function rate(session, trial) {
  const { photo_ids: ids, gallery } = trial.photos;
  const before = session.kept.of('work', trial.position) ?? {};
  const ratings = before.ratings ?? ids.map(() => null);
  const watch = new Stopwatch(before.answer_ms);
  const guide = new Guide(GUIDE, trial.is_practice);
  const mark = () => guide.mark(ratings.includes(null) ? RATE : SUBMIT);
  const photos = ids.map((id, at) => new RatedPhoto(photoAddress(gallery, id), at, trial.steps, {
    chosen: ratings[at],
    changed: (step) => {
      ratings[at] = step;
      session.kept.set('work', { position: trial.position, ratings, answer_ms: watch.ms });
      mark();
    },
  }));
  mark();
  return new Promise((resolve) => {
    const submit = button('trial.submit', () => {
      if (submit.disabled || !isComplete(session.screen, photos)) return;
      submit.disabled = true;
      for (const { group } of photos) group.disabled = true;
      resolve({ ratings, answer_ms: watch.ms });
    }, 'primary');
    const list = make('div', { className: 'photos' }, ...photos.map(({ element }) => element));
    const own = make('div', { className: 'beside' }, guide.element, ownDrawing(trial));
    const rated = make('div', { className: 'rated' }, make('p', { className: 'task', say: ['retrieval.question'] }), list, submit);
    session.screen.show(trialHeading('retrieval.rate', trial), make('div', { className: 'rating-desk' }, own, rated));
  });
}

function ownDrawing({ sketch, category }) {
  const caption = make('figcaption', { say: ['retrieval.yours', { category }] });
  return make('figure', { className: 'own' }, drawingPicture({ sketch }, ['retrieval.yours', { category }]), caption);
}

function isComplete(screen, photos) {
  if (photos.some((photo) => !photo.isThere)) {
    screen.say('retrieval.photos_first');
    return false;
  }
  const missing = photos.find(({ group }) => chosenIn(group) === null);
  if (!missing) return true;
  screen.say('retrieval.rate_first');
  focusGroup(missing.group);
  return false;
}

const photoAddress = (gallery, id) =>
  new URL(`photos/${encodeURIComponent(gallery)}/${encodeURIComponent(id)}.webp`, ROOT).href;

/** A photo without a name, and its scale. */
class RatedPhoto {
  constructor(address, at, steps, { chosen, changed }) {
    const name = { letter: String.fromCharCode(65 + at) };
    this.address = address;
    this.failures = 0;
    this.image = make('img', { label: ['retrieval.photo', name], on: { error: () => this.#again() } });
    const legend = make('legend', { say: ['retrieval.photo', name] });
    this.group = ratingScale(legend, steps, {
      chosen: chosen === null ? null : String(chosen),
      changed: (value) => changed(Number(value)),
    });
    this.element = make('div', { className: 'rated-photo' }, this.image, this.group);
    this.image.src = address;
  }

  get isThere() {
    return this.image.complete && this.image.naturalWidth > 0;
  }

  /** The network was lost for a moment, or the server: ask for the photo again. */
  async #again() {
    await pause(Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** this.failures++));
    if (this.image.isConnected) this.image.src = `${this.address}?again=${this.failures}`;
  }
}

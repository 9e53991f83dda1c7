/** Photos without names, each with a scale. */

import { ROOT } from './api.js';
import { button, make, pause } from './dom.js';
import { Guide, trialHeading } from './guide.js';
import { drawingPicture } from './picture.js';
import { chosenIn, focusGroup, ratingScale } from './scale.js';
import { Stopwatch } from './stopwatch.js';

const LONGEST_PAUSE_MS = 16000;

/** What is done in a retrieval trial, in its order. */
export const STEPS = [
  'retrieval.step_category',
  'retrieval.step_draw',
  'retrieval.step_find',
  'retrieval.step_rate',
  'guide.submit',
];
const RATE = 3;
const SUBMIT = 4;

/**
 * Let all photos of a trial be rated.
 * @returns {Promise<{ratings: number[], answer_ms: number}>}
 */
export function rate(session, trial) {
  const { photo_ids: ids, gallery } = trial.photos;
  const before = session.kept.of('work', trial.position) ?? {};
  const ratings = before.ratings ?? ids.map(() => null);
  const watch = new Stopwatch(before.answer_ms);
  const guide = new Guide(STEPS, trial);
  const mark = () => guide.mark(ratings.includes(null) ? RATE : SUBMIT);
  const photos = ids.map((id, at) => new RatedPhoto(photoAddress(gallery, id), at, trial.steps, {
    chosen: ratings[at],
    changed: (step) => {
      ratings[at] = step;
      session.kept.set('work', { position: trial.position, ratings, answer_ms: watch.ms });
      session.screen.say(null);
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
    const question = make('p', { className: 'task', say: ['retrieval.question'] });
    const own = make('div', { className: 'beside' }, guide.element, ownDrawing(trial));
    const rated = make('div', { className: 'rated' }, question, list, submit);
    const desk = make('div', { className: 'rating-desk' }, own, rated);
    session.screen.show(trialHeading('retrieval.rate', trial), desk);
  });
}

function ownDrawing({ sketch, category }) {
  const name = ['retrieval.yours', { category }];
  const caption = make('figcaption', { say: name });
  return make('figure', { className: 'own' }, drawingPicture({ sketch }, name), caption);
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
    const again = () => this.#again();
    this.image = make('img', { label: ['retrieval.photo', name], on: { error: again } });
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

/** Draw, and see what was found; rating it is another file's. */

import { Refusal } from './api.js';
import { strokesOfText } from './canvas.js';
import { newId } from './codes.js';
import { button, make } from './dom.js';
import { Guide, trialHeading } from './guide.js';
import { rate, STEPS } from './rating.js';
import { focusGroup, radioGroup } from './scale.js';
import { Stopwatch } from './stopwatch.js';

const REFUSED_DRAWING = [400, 413]; // not a sketch, or too large a one
const [CATEGORY, DRAW, FIND] = STEPS.keys();

/**
 * The answer of a trial.
 * @param {import('./session.js').Session} session
 * @param {object} trial
 * @returns {Promise<{ratings: number[], answer_ms: number} | null>} null: answered in another tab
 */
export async function retrieval(session, trial) {
  const drawn = trial.photos ? trial : await new DrawStage(session, trial).result;
  return drawn && rate(session, drawn);
}

/** From the white paper to a trial with photos. */
class DrawStage {
  constructor(session, trial) {
    this.session = session;
    this.trial = trial;
    const before = session.kept.of('work', trial.position);
    this.watch = new Stopwatch(before?.drawing_ms);
    const [only, ...others] = trial.categories;
    this.category = before?.category ?? (others.length ? null : only);
    this.guide = new Guide(STEPS, trial, 'board.keys');
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
      const [category] = categories;
      return make('p', { className: 'task', say: ['retrieval.one_category', { category }] });
    }
    const named = (textContent) => make('span', { textContent });
    const options = categories.map((value) => ({ value, label: named(value) }));
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
    const { position } = trial;
    const sketch = session.board.drawing.toText();
    session.kept.set('work', { position, category, sketch, drawing_ms: this.watch.ms });
    session.screen.say(null);
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
      this.resolve(now?.position === trial.position ? now : null);
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
    if (error instanceof Refusal && REFUSED_DRAWING.includes(error.status)) screen.trouble.refuse(error);
    else this.reject(error);
  }
}

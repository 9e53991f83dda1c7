/** Two drawings side by side: which is the better one, or by how much. */

import { make } from './dom.js';
import { ask } from './question.js';
import { drawingPicture } from './picture.js';

const GUIDE = ['preference.step_look', 'preference.step_choose', 'guide.submit'];
const SIDES = ['A', 'B'];
const SEVEN = {
  '-3': 'preference.a_much',
  '-2': 'preference.a_better',
  '-1': 'preference.a_slightly',
  '0': 'preference.equal',
  '1': 'preference.b_slightly',
  '2': 'preference.b_better',
  '3': 'preference.b_much',
};
const TWO = { '-1': 'preference.a', '1': 'preference.b' };

/**
 * The answer of a trial.
 * @param {import('./session.js').Session} session
 * @param {object} trial
 * @returns {Promise<{preference: number, answer_ms: number}>}
 */
export async function preference(session, trial) {
  const scale = trial.scale === 'choice' ? TWO : SEVEN;
  const values = Object.keys(scale).sort((one, other) => one - other);
  const options = values.map((value) => ({ value, label: make('span', { say: [scale[value]] }) }));
  const pictures = [trial.left, trial.right].map((drawing, side) => figure(drawing, SIDES[side]));
  const { value, answer_ms } = await ask(session, trial, {
    heading: 'preference.heading',
    question: 'preference.question',
    guide: GUIDE,
    shown: [make('div', { className: 'pair' }, ...pictures)],
    options,
    className: trial.scale === 'choice' ? 'chips' : 'steps',
  });
  return { preference: Number(value), answer_ms };
}

function figure(drawing, letter) {
  const caption = make('figcaption', { say: ['preference.drawing', { letter }] });
  return make('figure', {}, drawingPicture(drawing, ['preference.drawing', { letter }]), caption);
}

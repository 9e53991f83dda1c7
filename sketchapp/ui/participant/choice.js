/** A question about a model, with the answers to choose from. */

import { make } from './dom.js';
import { colourLegend, drawingPicture } from './picture.js';
import { ask } from './question.js';

const GUIDE = ['choice.step_look', 'choice.step_choose', 'guide.submit'];
const QUESTIONS = {
  'transparency-correct': 'choice.transparency_correct',
  'transparency-incorrect': 'choice.transparency_incorrect',
  'fairness-category': 'choice.fairness_category',
  'fairness-photo': 'choice.fairness_photo',
  trustworthiness: 'choice.trustworthiness',
};

/**
 * The answer of a trial.
 * @param {import('./session.js').Session} session
 * @param {object} trial
 * @returns {Promise<{option: string, answer_ms: number}>}
 */
export async function choice(session, trial) {
  const { stimulus, options } = trial;
  const hasColours = [stimulus, ...options.map(({ drawing }) => drawing)].some((one) => one?.values);
  const shown = [
    stimulus && make('figure', { className: 'stimulus' }, drawingPicture(stimulus, ['choice.stimulus', {}])),
    hasColours && colourLegend(),
  ].filter(Boolean);
  const { value, answer_ms } = await ask(session, trial, {
    heading: 'choice.heading',
    question: QUESTIONS[trial.question],
    guide: GUIDE,
    shown,
    options: options.map((option, at) => ({ value: option.id, label: optionLabel(option, at) })),
    className: options.some(({ text }) => text) ? 'chips' : 'pictures',
  });
  return { option: value, answer_ms };
}

function optionLabel({ text, drawing, photo }, at) {
  if (text) return make('span', { textContent: text });
  const name = ['choice.option', { letter: String.fromCharCode(65 + at) }];
  const picture = drawing ? drawingPicture(drawing, null) : make('img', { src: photo, alt: '' });
  return make('span', { className: 'option' }, picture, make('span', { className: 'letter', say: name }));
}

/** A check in between: choose the step that is named. */

import { make } from './dom.js';
import { ask } from './question.js';

const GUIDE = ['attention.step_read', 'attention.step_choose', 'guide.submit'];

/**
 * The answer of a trial.
 * @param {import('./session.js').Session} session
 * @param {object} trial
 * @returns {Promise<{step: number, answer_ms: number}>}
 */
export async function attention(session, trial) {
  const { value, answer_ms } = await ask(session, trial, {
    heading: 'attention.heading',
    question: 'attention.question',
    values: { step: trial.step },
    guide: GUIDE,
    shown: [],
    options: trial.steps.map((step) => ({
      value: String(step),
      label: make('span', { say: ['scale.step', { step }] }),
    })),
    className: 'scale',
  });
  return { step: Number(value), answer_ms };
}

/** A screen with one question and one group of answers. */

import { button, make } from './dom.js';
import { Guide, trialHeading } from './guide.js';
import { chosenIn, focusGroup, radioGroup } from './scale.js';
import { Stopwatch } from './stopwatch.js';

/**
 * Ask it, and wait for the answer.
 * @param {import('./session.js').Session} session
 * @param {object} trial
 * @param {{heading: string, question: string, guide: string[], shown: Node[], options: {value:
 *   string, label: Node}[], className: string, values?: object}} what words are keys
 * @returns {Promise<{value: string, answer_ms: number}>}
 */
export function ask(session, trial, { heading, question, guide: steps, shown, options, className, values }) {
  const before = session.kept.of('work', trial.position) ?? {};
  const watch = new Stopwatch(before.answer_ms);
  const guide = new Guide(steps, trial);
  const changed = (value) => {
    session.kept.set('work', { position: trial.position, value, answer_ms: watch.ms });
    session.screen.say(null);
    guide.mark(2);
  };
  const legend = make('legend', { say: [question, values] });
  const group = radioGroup(legend, options, { className, chosen: before.value ?? null, changed });
  guide.mark(before.value ? 2 : 0);
  return new Promise((resolve) => {
    const submit = button('trial.submit', () => {
      const value = chosenIn(group);
      if (submit.disabled) return;
      if (value === null) {
        session.screen.say('question.choose_first');
        focusGroup(group);
        return;
      }
      submit.disabled = group.disabled = true;
      resolve({ value, answer_ms: watch.ms });
    }, 'primary');
    session.screen.show(trialHeading(heading, trial), guide.element, ...shown, group, submit);
  });
}

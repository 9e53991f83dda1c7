/** What to do in a trial, step by step: open in practice and at the very first trial. */

import { make } from './dom.js';

export class Guide {
  /**
   * @param {string[]} keys of the steps
   * @param {{is_practice: boolean, position: number}} trial
   * @param {string | null} more key of what else is worth knowing
   */
  constructor(keys, { is_practice: isPractice, position }, more = null) {
    this.items = keys.map((key) => make('li', { say: [key] }));
    const heading = make('summary', { say: ['guide.how'] });
    const list = make('ol', {}, ...this.items);
    this.element = make('details', { className: 'guide' }, heading, list, more && make('p', { say: [more] }));
    this.element.open = isPractice || position === 0;
    this.element.classList.toggle('practice', isPractice);
  }

  /** Mark the step (0 the first) that comes next. */
  mark(step) {
    this.items.forEach((item, at) => {
      item.classList.toggle('done', at < step);
      if (at === step) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    });
  }
}

/**
 * The heading of a trial.
 * @param {string} key
 * @param {{is_practice: boolean}} trial
 */
export function trialHeading(key, trial) {
  const title = make('span', { say: [key] });
  if (!trial.is_practice) return [title];
  return [title, ' ', make('span', { className: 'practice-badge', say: ['trial.practice'] })];
}

/** Scales and choices: groups of radio buttons, none chosen before somebody chose it. */

import { make } from './dom.js';

let groups = 0;

/**
 * One group.
 * @param {HTMLElement} legend what is chosen
 * @param {{value: string, label: Node}[]} options
 * @param {{className?: string, chosen?: string, changed: (value: string) => void}} how
 * @returns {HTMLFieldSetElement}
 */
export function radioGroup(legend, options, { className = 'chips', chosen = null, changed }) {
  const name = `group-${groups++}`;
  const places = options.map(({ value, label }) => {
    const input = make('input', { type: 'radio', name, value, checked: value === chosen });
    return make('label', {}, input, label);
  });
  const group = make('fieldset', { className }, legend, make('div', { className: 'options' }, ...places));
  group.addEventListener('change', (event) => changed(event.target.value));
  return group;
}

/** The value that is chosen in a group; null for none. */
export const chosenIn = (group) => group.querySelector('input:checked')?.value ?? null;

/** Put the focus where something is still to be chosen. */
export const focusGroup = (group) => group.querySelector('input').focus();

/**
 * The steps of a rating, with words for both ends.
 * @param {HTMLElement} legend
 * @param {number[]} steps
 * @param {{chosen?: string, changed: (value: string) => void, ends?: string[]}} how
 */
export function ratingScale(legend, steps, { ends = ['scale.lowest', 'scale.highest'], ...how }) {
  const options = steps.map((step) => ({
    value: String(step),
    label: make('span', { say: ['scale.step', { step }] }),
  }));
  const group = radioGroup(legend, options, { ...how, className: 'scale' });
  const [low, high] = ends.map((key) => make('span', { say: [key] }));
  group.append(make('p', { className: 'ends' }, low, high));
  return group;
}

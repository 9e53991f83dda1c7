/** Elements without markup: every text is set as text. */

import { say, sayLabel } from './words.js';

/**
 * An element.
 * @param {string} tag
 * @param {object} options `say` and `label` take [key, values]; `on` listeners by event; everything
 *   else becomes a property
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function make(tag, { say: said, label, on = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  if (said) say(element, ...said);
  if (label) sayLabel(element, ...label);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A button that says this. */
export function button(key, act, className = '') {
  return make('button', { type: 'button', className, say: [key], on: { click: act } });
}

/** Wait so long. */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

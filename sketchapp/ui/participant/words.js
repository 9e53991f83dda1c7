/** The words of the page, in the language that was chosen; elements follow when it changes. */

const values = new WeakMap();
let words = {};
let language = 'en';

/** The languages that there are, the first one for whoever speaks none of them. */
export const languages = document.body.dataset.languages.split(' ');

/** The language of the page, as two letters. */
export const spoken = () => language;

/**
 * Speak this language, or the first one where there is no such; everything that was said follows.
 * @param {string} wanted such as `de` or `de-AT`
 */
export async function speak(wanted) {
  const plain = wanted.split('-')[0];
  const chosen = languages.includes(plain) ? plain : languages[0];
  const answer = await fetch(new URL(`${chosen}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`no words in ${chosen}`);
  words = await answer.json();
  language = chosen;
  document.documentElement.lang = chosen;
  sayAgain(document);
}

/**
 * The sentence of a key.
 * @param {string} key
 * @param {Record<string, string | number>} filled numbers are written as the language does it
 */
export function word(key, filled = {}) {
  if (!(key in words)) throw new Error(`no word for ${key}`);
  const written = (value) => (typeof value === 'number' ? value.toLocaleString(language) : value);
  return words[key].replace(/\{(\w+)\}/g, (_, name) => written(filled[name]));
}

/** Let an element say this, in whatever language. */
export function say(element, key, filled = {}) {
  element.dataset.say = key;
  values.set(element, filled);
  element.textContent = word(key, filled);
  return element;
}

/** The same for what is only heard: the element's label. */
export function sayLabel(element, key, filled = {}) {
  element.dataset.sayLabel = key;
  values.set(element, filled);
  element.setAttribute('aria-label', word(key, filled));
  return element;
}

/** Say everything under this node again: it comes onto the page, or the language is another. */
export function sayAgain(node) {
  for (const element of node.querySelectorAll('[data-say]')) {
    say(element, element.dataset.say, values.get(element));
  }
  for (const element of node.querySelectorAll('[data-say-label]')) {
    sayLabel(element, element.dataset.sayLabel, values.get(element));
  }
}

/** The words of the page, in the language that was chosen; elements follow when it changes. */

const AGAIN_MS = 2000;

const values = new WeakMap();
const dictionaries = {};
let language = null;

/** The languages that there are, the first one for whoever speaks none of them. */
export const languages = document.body.dataset.languages.split(' ');

/** What a language calls itself. */
export const ownName = (name) => dictionaries[name]['page.own_name'];

/** The language of the page, as two letters. */
export const spoken = () => language;

/** Learn all languages, so that they can be changed without a network; waits for the server. */
export async function learnLanguages() {
  for (const name of languages) dictionaries[name] = await dictionary(name);
}

async function dictionary(name) {
  for (;;) {
    const answer = await fetch(new URL(`${name}.json`, import.meta.url)).catch(() => null);
    if (answer?.ok) return answer.json();
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/**
 * Speak this language, or the first one where there is no such; everything that was said follows.
 * @param {string} wanted such as `de` or `de-AT`
 */
export function speak(wanted) {
  const plain = wanted.split('-')[0];
  language = languages.includes(plain) ? plain : languages[0];
  document.documentElement.lang = language;
  sayAgain(document);
}

/**
 * The sentence of a key.
 * @param {string} key
 * @param {Record<string, string | number>} filled numbers are written as the language does it
 */
export function word(key, filled = {}) {
  const words = dictionaries[language];
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

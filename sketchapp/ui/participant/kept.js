/**
 * What this browser keeps until the server has it: the drawing in work, choices made, and requests
 * with their ids. All of it is under the participant's code, and goes with `clear`.
 */

const PREFIX = 'sketchapp:study';

/**
 * label: of whoever began, until the server has acknowledged the code, which is `begun`; work: on the
 * trial that is open; drawing, answer: requests under way.
 */
const NAMES = ['label', 'begun', 'work', 'drawing', 'answer'];

/** Storage of the browser, or of this page only where that is full or forbidden. */
const memory = new Map();

function read(key) {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key, text) {
  try {
    localStorage.setItem(key, text);
    memory.delete(key);
  } catch {
    drop(key); // an older state would be worse than none
    memory.set(key, text);
  }
}

function drop(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // then it never held anything
  }
}

export class Kept {
  /** @param {string} code of the participant */
  constructor(code) {
    this.code = code;
  }

  /** What is kept under a name; null for nothing, or for what cannot be read. */
  get(name) {
    try {
      return JSON.parse(read(this.#key(name)) ?? 'null');
    } catch {
      return null;
    }
  }

  /** The same, but null where it belongs to another trial. */
  of(name, position) {
    const value = this.get(name);
    return value?.position === position ? value : null;
  }

  set(name, value) {
    write(this.#key(name), JSON.stringify(value));
  }

  drop(...names) {
    for (const name of names) drop(this.#key(name));
  }

  /** Leave nothing of this participant. */
  clear() {
    this.drop(...NAMES);
  }

  #key(name) {
    return `${PREFIX}:${this.code}:${name}`;
  }
}

/** The code that this browser takes part with in a study; null for none. */
export const codeOf = (study) => read(`${PREFIX}:${study}`);

export const keepCode = (study, code) => write(`${PREFIX}:${study}`, code);

export const dropCode = (study) => drop(`${PREFIX}:${study}`);

/** Requests that must arrive: sent again, with growing pauses, until the server has taken them. */

import { Refusal } from './api.js';
import { button, make } from './dom.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30000;

/**
 * Attempt something until it succeeds.
 * @template Result
 * @param {() => Promise<Result>} attempt with the same ids every time
 * @param {Trouble} trouble says that it did not, and lets people try again at once
 * @returns {Promise<Result>} throws the Refusal that no retry would change
 */
export async function steadily(attempt, trouble) {
  for (let failures = 0; ; failures++) {
    try {
      const result = await attempt();
      trouble.clear();
      return result;
    } catch (error) {
      if (!(error instanceof Refusal) || !error.retry) throw error;
      await trouble.wait(error, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures));
    }
  }
}

/** What went wrong, in a sentence of ours and the server's own. */
export class Trouble {
  /** @param {HTMLElement} place is announced when it changes */
  constructor(place) {
    this.place = place;
    this.key = null;
    const act = () => this.place.querySelector('button');
    window.addEventListener('offline', () => this.say('trouble.offline', '', act()));
    window.addEventListener('online', () => this.key === 'trouble.offline' && this.clear());
  }

  clear() {
    this.key = null;
    this.place.replaceChildren();
  }

  /** A sentence of ours, what the server said about it, and what can be done. */
  say(key, sentence = '', act = null) {
    this.key = key;
    const theirs = { className: 'theirs', lang: 'en', textContent: asSentence(sentence) };
    const parts = [make('p', { say: [key] }), sentence && make('p', theirs), act];
    this.place.replaceChildren(...parts.filter(Boolean));
  }

  /** A refusal that trying again does not change. */
  refuse(refusal, act = null) {
    this.say(refusal.retry ? keyOf(refusal) : 'trouble.refused', refusal.message, act);
  }

  /** Wait until the pause is over, the network is back, or somebody wants to try again now. */
  async wait(refusal, pauseMs) {
    const over = new AbortController();
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      over.signal.addEventListener('abort', () => clearTimeout(timer));
      window.addEventListener('online', resolve, { signal: over.signal });
      this.#announce(refusal, button('trouble.again', resolve));
    });
    over.abort();
  }

  /** The same trouble is not announced twice; its button is another one. */
  #announce(refusal, again) {
    const key = keyOf(refusal);
    const former = this.place.querySelector('button');
    if (this.key === key && former) {
      if (document.activeElement === former) setTimeout(() => again.focus());
      former.replaceWith(again);
    } else this.say(key, refusal.message, again);
  }
}

function keyOf({ status }) {
  if (status === 0) return navigator.onLine ? 'trouble.no_answer' : 'trouble.offline';
  return status === 429 ? 'trouble.too_many' : 'trouble.busy';
}

/** The server's sentences may stand after others; here they stand alone. */
function asSentence(text) {
  const begun = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

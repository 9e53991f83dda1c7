/** One participant at this page: who they are, what is kept of them, and what is on the screen. */

import { ask } from './api.js';
import { Board } from './board.js';
import { make } from './dom.js';
import { Kept } from './kept.js';
import { steadily } from './steady.js';
import { say } from './words.js';

export class Session {
  /**
   * @param {string} study
   * @param {string} code
   * @param {Screen} screen
   */
  constructor(study, code, screen) {
    this.study = study;
    this.code = code;
    this.screen = screen;
    this.kept = new Kept(code);
    this.ended = false;
  }

  /** The paper, one for all trials. */
  get board() {
    this.paper ??= new Board();
    return this.paper;
  }

  /** Ask the server as this participant, once. */
  ask(method, path, body) {
    return ask(method, path, { code: this.code, body });
  }

  /** Ask until there is an answer; never again after the participant has left. */
  steadily(method, path, body) {
    return steadily(() => {
      if (this.ended) return new Promise(() => {});
      return this.ask(method, path, body);
    }, this.screen.trouble);
  }
}

/** The parts of the page that change. */
export class Screen {
  constructor(trouble) {
    this.trouble = trouble;
    this.hasShown = false;
    this.main = document.getElementById('main');
    this.status = document.getElementById('status');
    this.progress = document.getElementById('progress');
    this.footer = document.getElementById('footer');
  }

  /** Show this instead of what was there, and begin to read at its heading. */
  show(heading, ...parts) {
    const title = make('h2', { tabIndex: -1 }, ...[heading].flat());
    this.main.replaceChildren(title, ...parts);
    this.trouble.clear();
    window.scrollTo(0, 0);
    if (this.hasShown) title.focus({ preventScroll: true });
    this.hasShown = true; // a page that has just come is read from its top
  }

  /** Say something that is read out; without a key, nothing. */
  say(key, values) {
    if (key) say(this.status, key, values);
    else {
      delete this.status.dataset.say;
      this.status.textContent = '';
    }
  }

  /** Which study this is, in its own language. */
  name(title, language) {
    const heading = document.getElementById('title');
    delete heading.dataset.say;
    heading.textContent = title;
    heading.lang = language;
    document.title = title;
  }

  /** No study in particular. */
  nameless() {
    const heading = document.getElementById('title');
    heading.removeAttribute('lang');
    document.title = say(heading, 'list.title').textContent;
  }

  /** How far one is; null hides it. */
  count(trial) {
    this.progress.hidden = trial === null;
    if (trial === null) return;
    const { position, total } = trial;
    say(document.getElementById('count'), 'progress.count', { number: position + 1, total });
    const bar = document.getElementById('bar');
    bar.max = total;
    bar.value = position;
  }
}

/**
 * Questions to the server: one in flight, the newest wins, and after a failure again by itself.
 * Nothing here ever holds up the pen.
 */

const BUSY_MS = 400; // answers that are quicker are not announced
const SLOW_MS = 3000;
const LOST_MS = 20000; // after this an answer counts as lost
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 8000;

class Link {
  /**
   * @param {(question: object) => Promise<string | undefined>} send undefined: no answer
   * @param {(question: object, answer: object) => void} answered
   * @param {(state: 'ready' | 'busy' | 'slow' | 'gone') => void} stateChanged
   */
  constructor(send, answered, stateChanged) {
    this.send = send;
    this.answered = answered;
    this.stateChanged = stateChanged;
    this.state = 'ready';
    this.next = null;
    this.inFlight = false;
    this.failures = 0;
  }

  /** Ask this; it replaces a question that still waits for its turn. */
  ask(question) {
    this.next = question;
    if (!this.inFlight && !this.retry) this.#go();
  }

  /** Ask no longer: there is nothing to ask about. */
  drop() {
    this.next = null;
  }

  async #go() {
    const question = this.next;
    this.next = null;
    this.inFlight = true;
    const timers = [setTimeout(() => this.#waits('busy'), BUSY_MS)];
    timers.push(setTimeout(() => this.#waits('slow'), SLOW_MS));
    const answer = await this.#reply(question);
    timers.forEach(clearTimeout);
    this.inFlight = false;
    if (answer) this.#succeed(question, answer);
    else this.#fail(question);
  }

  /** The answer, or null where none came in time. */
  async #reply(question) {
    question.sent = performance.now();
    let timer;
    const lost = new Promise((resolve) => {
      timer = setTimeout(resolve, LOST_MS);
    });
    try {
      const text = await Promise.race([this.send(question), lost]);
      return text === undefined ? null : JSON.parse(text);
    } catch {
      return null; // not an answer: the same as none
    } finally {
      clearTimeout(timer);
    }
  }

  #succeed(question, answer) {
    this.failures = 0;
    this.#enter('ready');
    this.answered(question, answer);
    if (this.next) this.#go();
  }

  #fail(question) {
    this.next ??= question;
    this.#enter('gone');
    const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures++);
    this.retry = setTimeout(() => {
      this.retry = null;
      if (this.next) this.#go();
      else this.#enter('ready');
    }, pause);
  }

  /** A server that is gone stays so until it answers. */
  #waits(state) {
    if (this.state !== 'gone') this.#enter(state);
  }

  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.stateChanged(state);
  }
}

/**
 * The guess in the corner of the paper, asked for after every answer of the search; ink can be seen
 * through it.
 */

const CHIP_STYLE =
  'position:absolute;top:10px;right:12px;max-width:70%;margin:0;padding:3px 9px;border-radius:8px;' +
  'background:rgb(238 242 247 / 70%);color:#3b4754;font-size:13px;line-height:1.4;pointer-events:none;';

class GuessChip {
  /**
   * @param {Element} owner which the page may take away
   * @param {string} canvas name of the canvas
   */
  constructor(owner, canvas) {
    this.canvas = canvas;
    this.sketch = '';
    this.guesses = [];
    this.waiting = null; // the sketch to guess next, while a guess is on its way
    this.guessing = false;
    this.element = document.createElement('p');
    this.element.className = 'guess-chip';
    this.element.style.cssText = CHIP_STYLE;
    hear(owner, canvas, 'answer', ({ sketch }) => this.drawn(sketch));
    hear(owner, canvas, 'empty', () => this.drawn(''));
    this.show([]);
    tell(canvas, 'hello');
  }

  /** There is another sketch, as JSON text; '' for none. */
  drawn(sketch) {
    if (sketch === this.sketch) {
      this.#tell(); // somebody has come up late
      return;
    }
    this.sketch = sketch;
    if (sketch) this.ask();
    else this.show([]);
  }

  /** Ask what it is: one question at a time, the newest next. Without an answer the last guess stays. */
  async ask() {
    this.waiting = this.sketch;
    if (this.guessing) return;
    this.guessing = true;
    while (this.waiting) {
      const sketch = this.waiting;
      this.waiting = null;
      const answer = await answerOf(server.guess_drawing({ sketch }));
      if (answer && sketch === this.sketch) this.show(answer.guesses ?? []);
    }
    this.guessing = false;
  }

  /** @param {{category: string, percent: number}[]} guesses best first */
  show(guesses) {
    this.guesses = guesses;
    this.element.textContent = guesses.length ? fill(props.words.chip, guesses[0]) : '';
    this.element.style.display = guesses.length ? '' : 'none';
    this.#attach();
    this.#tell();
  }

  #tell() {
    tell(this.canvas, 'guess', { guesses: this.guesses });
  }

  #attach() {
    if (this.element.isConnected) return;
    document.querySelector(`.sketch-canvas[data-canvas="${this.canvas}"] .stage`)?.append(this.element);
  }
}

new GuessChip(element, props.canvas_name);

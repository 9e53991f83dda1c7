/** The paper that participants draw on: the app's easel, with words that follow the language. */

import { Easel } from './canvas.js';
import { sayAgain, word } from './words.js';

const TOOLS = {
  pen: 'board.pen',
  eraser: 'board.eraser',
  undo: 'board.undo',
  redo: 'board.redo',
  clear: 'board.clear',
};

export class Board extends Easel {
  constructor() {
    const place = document.importNode(document.getElementById('board').content, true).firstElementChild;
    const limits = JSON.parse(document.body.dataset.limits);
    super(place.querySelector('.sketch-canvas'), limits, { full: '' });
    this.place = place;
    this.changed = () => {};
  }

  /**
   * Put the paper up for a trial.
   * @param {object[]} strokes to begin with
   * @param {() => void} changed called after every change of the drawing
   */
  open(strokes, changed) {
    this.changed = () => {};
    this.translate();
    this.choose('pen');
    this.pen.restartClock();
    this.drawing.begin(strokes);
    this.changed = changed;
  }

  /** Name the tools in the language of the page. */
  translate() {
    sayAgain(this.place);
    for (const [tool, key] of Object.entries(TOOLS)) {
      const button = this.toolbar.button(tool);
      button.setAttribute('aria-label', word(key));
      button.title = word(key);
    }
    this.words = { full: word('board.full') };
  }

  drawingChanged() {
    super.drawingChanged();
    this.changed();
  }
}

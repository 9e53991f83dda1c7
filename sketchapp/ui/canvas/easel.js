/**
 * What a hand does on the paper: pen and eraser, undo, redo and clear. The canvas of the app and
 * that of a study's participants both stand on it.
 */

const WARNING_MS = 10000;

class Easel {
  /**
   * @param {HTMLElement} root holds the toolbar and the `.stage`
   * @param {{strokes: number, points: number, points_per_stroke: number}} limits of a sketch
   * @param {{full: string}} words what is said where there is no more room
   */
  constructor(root, limits, words) {
    this.root = root;
    this.limits = limits;
    this.words = words;
    this.stage = root.querySelector('.stage');
    this.tool = 'pen';
    this.warning = '';
    this.colouring = new Colouring();
    this.drawing = new Drawing(() => this.drawingChanged());
    this.paper = new Paper(this.stage, () => this.repaint());
    this.pen = new Pen(this.stage, this);
    this.keyPen = new KeyPen(this.stage, this);
    this.toolbar = new Toolbar(root, (action) => this.act(action));
  }

  // What the pen does.

  get isErasing() {
    return this.tool === 'eraser';
  }

  get sketchDuration() {
    return this.drawing.duration;
  }

  newStroke(kind) {
    this.root.querySelector('.welcome').hidden = true;
    if (this.drawing.strokes.length >= this.limits.strokes || this.isFull()) {
      this.warn(this.words.full);
      return null;
    }
    if (this.drawing.isEmpty) this.pen.restartClock();
    return { id: this.drawing.newId(), x: [], y: [], t: [], p: [], kind: kind || 'mouse' };
  }

  /** No room for another point in this stroke, or in the sketch. */
  isFull(stroke = null) {
    const own = stroke ? stroke.x.length : 0;
    const { limits, drawing } = this;
    return own >= limits.points_per_stroke || drawing.pointCount + own >= limits.points;
  }

  extend(stroke) {
    const last = stroke.x.length - 1;
    this.paper.piece(this.paper.live, stroke, Math.max(0, last - 1), last, PLAIN_INK);
  }

  finish(stroke, timeStamp) {
    this.paper.clear(this.paper.live);
    this.penUp = timeStamp;
    this.drawing.add(stroke);
  }

  cancel() {
    this.paper.clear(this.paper.live);
    this.root.querySelector('.welcome').hidden = !this.drawing.isEmpty;
  }

  erase(from, to) {
    this.erased ??= new Set();
    for (const id of touchedStrokes(this.drawing.strokes, from, to, this.paper.size)) {
      this.erased.add(id);
    }
    this.repaint();
  }

  finishErasing() {
    const erased = this.erased ?? new Set();
    this.erased = null;
    if (erased.size) this.drawing.remove(erased);
  }

  // What the buttons do.

  /** What can be done, by the names of the buttons. */
  get actions() {
    return {
      pen: () => this.choose('pen'),
      eraser: () => this.choose('eraser'),
      undo: () => this.drawing.undo(),
      redo: () => this.drawing.redo(),
      clear: () => this.drawing.clear(),
    };
  }

  /** Whether something is under the pen, so that nothing else may change the strokes. */
  get isBusy() {
    return this.pen.isDown || this.keyPen.isDown;
  }

  act(action) {
    if (!this.isBusy) this.actions[action]();
  }

  choose(tool) {
    this.tool = tool;
    this.toolbar.choose(tool);
    this.stage.classList.toggle('erasing', this.isErasing);
  }

  // What is seen.

  drawingChanged() {
    const { drawing, toolbar } = this;
    toolbar.enable('undo', drawing.past.length > 0);
    toolbar.enable('redo', drawing.future.length > 0);
    toolbar.enable('clear', !drawing.isEmpty);
    this.root.querySelector('.welcome').hidden = !drawing.isEmpty;
    this.warn('');
    this.repaint();
  }

  /** The strokes but for those under the eraser. */
  get strokesLeft() {
    const { erased } = this;
    const { strokes } = this.drawing;
    return erased ? strokes.filter((stroke) => !erased.has(stroke.id)) : strokes;
  }

  repaint() {
    this.paper.show(this.strokesLeft, this.colouring);
  }

  /** Show a warning until the person goes on, or has had the time to read it. */
  warn(sentence) {
    clearTimeout(this.fading);
    if (sentence) this.fading = setTimeout(() => this.warn(''), WARNING_MS);
    this.warning = sentence;
    this.showStatus();
  }

  showStatus() {
    const status = this.root.querySelector('.status');
    status.textContent = this.warning;
    status.classList.toggle('warning', Boolean(this.warning));
  }
}

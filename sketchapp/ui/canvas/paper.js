/**
 * Painting. Two canvases lie on each other: the base holds what is drawn, the live one the stroke
 * under the pen, so that drawing never waits for a repaint of everything.
 */

const REFERENCE_WIDTH = 640; // CSS pixels at which widths are as written below
const THINNEST = 1.6;
const PRESSURE_WIDTH = 3.2;

class Paper {
  /**
   * @param {HTMLElement} stage holds the two canvases
   * @param {() => void} resized called when the size has changed and all ink is gone
   */
  constructor(stage, resized) {
    this.stage = stage;
    this.base = stage.querySelector('.base').getContext('2d');
    this.live = stage.querySelector('.live').getContext('2d', { desynchronized: true });
    this.size = 0;
    this.resized = resized;
    new ResizeObserver(() => this.fit()).observe(stage);
  }

  /** Match the canvases to the screen's pixels. */
  fit() {
    const size = this.stage.clientWidth;
    if (!size || size === this.size) return;
    this.size = size;
    const ratio = window.devicePixelRatio || 1;
    for (const context of [this.base, this.live]) {
      context.canvas.width = context.canvas.height = Math.round(size * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.lineCap = context.lineJoin = 'round';
    }
    this.resized();
  }

  clear(context) {
    context.clearRect(0, 0, this.size, this.size);
  }

  /** Line width in CSS pixels; two steps a pixel, so that neighbours can be painted together. */
  width(pressure) {
    const width = (THINNEST + PRESSURE_WIDTH * pressure) * (this.size / REFERENCE_WIDTH);
    return Math.max(1, Math.round(width * 2) / 2);
  }

  /** Paint all strokes anew. */
  show(strokes, colouring) {
    this.clear(this.base);
    for (const stroke of strokes) this.paint(this.base, stroke, colouring);
  }

  /**
   * Paint one stroke: around every point a piece with that point's width and colour, from the
   * middle before it to the middle after it.
   */
  paint(context, stroke, colouring) {
    const last = stroke.x.length - 1;
    let from = 0;
    for (let point = 0; point <= last; point++) {
      const next = point + 1;
      if (next <= last && this.#looksAlike(stroke, point, next, colouring)) continue;
      this.piece(context, stroke, from, point, colouring.at(stroke, point));
      from = next;
    }
  }

  /** Paint the points first..last of a stroke in one width and colour. */
  piece(context, stroke, first, last, colour) {
    context.strokeStyle = colour;
    context.lineWidth = this.width(stroke.p[first]);
    context.beginPath();
    context.moveTo(...this.#middle(stroke, first, first - 1));
    for (let i = first; i <= last; i++) {
      context.quadraticCurveTo(...this.#middle(stroke, i, i), ...this.#middle(stroke, i, i + 1));
    }
    context.stroke();
  }

  #looksAlike(stroke, one, other, colouring) {
    return (
      this.width(stroke.p[one]) === this.width(stroke.p[other]) &&
      colouring.at(stroke, one) === colouring.at(stroke, other)
    );
  }

  /** Middle of two points in CSS pixels; a neighbour that does not exist is the point itself. */
  #middle(stroke, point, neighbour) {
    const other = stroke.x[neighbour] === undefined ? point : neighbour;
    const dot = stroke.x.length === 1 ? 0.01 : 0; // a line of length nothing is not painted
    return [
      ((stroke.x[point] + stroke.x[other]) / 2) * this.size + (neighbour > point ? dot : 0),
      ((stroke.y[point] + stroke.y[other]) / 2) * this.size,
    ];
  }
}

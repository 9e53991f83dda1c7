/**
 * Parts of strokes that another part of the page has something to say about: dashed, with a number,
 * on a canvas of their own, so that a saved picture has none of it.
 */

const DASH = [7, 6]; // CSS pixels
const STRONG_DASH = [11, 5];
const HALO = 3; // paper around the dashes, where the solid ink is
const BADGE_RADIUS = 9;
const BADGE_INK = '#1b1f24';

class Marks {
  /**
   * @param {HTMLElement} stage holds the canvases
   * @param {Paper} paper says sizes and widths
   */
  constructor(stage, paper) {
    this.paper = paper;
    this.by = new Map(); // name of a panel -> its marks; a panel that is not seen has none
    const canvas = document.createElement('canvas');
    canvas.className = 'marks';
    stage.querySelector('.base').after(canvas);
    this.context = canvas.getContext('2d');
  }

  /**
   * Paint the marks of these strokes; those of strokes that are gone are left out.
   * @param {object[]} strokes
   * @param {Colouring} colouring
   */
  show(strokes, colouring) {
    this.#fit();
    const byId = new Map(strokes.map((stroke) => [stroke.id, stroke]));
    const marks = [...this.by.values()].flat();
    const shown = marks.filter(({ stroke_id, last }) => byId.get(stroke_id)?.x.length > last);
    for (const mark of shown) this.#dash(byId.get(mark.stroke_id), mark, colouring);
    for (const mark of shown.filter(({ number }) => number)) this.#badge(byId.get(mark.stroke_id), mark);
  }

  /** Clear, at the size of the paper. */
  #fit() {
    const { canvas } = this.context;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.height = Math.round(this.paper.size * ratio);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.lineJoin = 'round';
  }

  #dash(stroke, mark, colouring) {
    const width = this.paper.width(stroke.p[mark.first]);
    this.#line(stroke, mark, width + HALO, 'white', []);
    const middle = Math.floor((mark.first + mark.last) / 2);
    const ink = colouring.at(stroke, middle);
    this.#line(stroke, mark, width + (mark.strong ? 1.5 : 0), ink, mark.strong ? STRONG_DASH : DASH);
  }

  #line(stroke, { first, last }, width, colour, dash) {
    const { context } = this;
    const { size } = this.paper;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineCap = 'butt';
    context.setLineDash(dash);
    context.beginPath();
    for (let point = first; point <= last; point++) {
      context.lineTo(stroke.x[point] * size, stroke.y[point] * size);
    }
    context.stroke();
    context.setLineDash([]);
  }

  /** The number, beside the middle of the part, and inside the paper. */
  #badge(stroke, { first, last, number }) {
    const { context } = this;
    const { size } = this.paper;
    const middle = Math.floor((first + last) / 2);
    const inside = (place) => Math.max(BADGE_RADIUS + 1, Math.min(size - BADGE_RADIUS - 1, place));
    const x = inside(stroke.x[middle] * size + 14);
    const y = inside(stroke.y[middle] * size - 14);
    context.beginPath();
    context.arc(x, y, BADGE_RADIUS, 0, 2 * Math.PI);
    context.fillStyle = BADGE_INK;
    context.fill();
    context.fillStyle = 'white';
    context.font = '600 12px system-ui, sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(String(number), x, y + 0.5);
  }
}

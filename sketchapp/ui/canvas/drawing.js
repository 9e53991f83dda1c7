/**
 * The strokes of one sketch and the way back. A stroke is {id, x, y, t, p, kind}: columns of equal
 * length in the unit square, milliseconds and 0..1. Strokes are never changed once they are drawn,
 * so that an earlier state is just an earlier list.
 */

const FORMAT_VERSION = 1;
const HISTORY_LENGTH = 200;

/** Four decimals: a tenth of a pixel on a large screen, and half the text. */
const rounded = (value) => Math.round(value * 1e4) / 1e4;

class Drawing {
  /** @param {() => void} changed called after every change of the strokes */
  constructor(changed) {
    this.changed = changed;
    this.strokes = [];
    this.past = [];
    this.future = [];
    this.nextId = 0;
  }

  get isEmpty() {
    return this.strokes.length === 0;
  }

  /** The lists of strokes that led here, oldest first, and the present one. */
  get states() {
    return [...this.past, this.strokes];
  }

  get pointCount() {
    return this.strokes.reduce((sum, stroke) => sum + stroke.x.length, 0);
  }

  /** Time in ms at which the sketch ends. */
  get duration() {
    return this.strokes.reduce((latest, { t }) => Math.max(latest, t[t.length - 1]), 0);
  }

  /** Start with these strokes; there is nothing before them. */
  begin(strokes) {
    this.past = [];
    this.future = [];
    this.#show(strokes);
  }

  /** Make this the current list; the one before can be had back by undo. */
  become(strokes) {
    this.past.push(this.strokes);
    this.past = this.past.slice(-HISTORY_LENGTH);
    this.future = [];
    this.#show(strokes);
  }

  add(stroke) {
    this.become([...this.strokes, stroke]);
  }

  /** @param {Set<number>} ids */
  remove(ids) {
    this.become(this.strokes.filter((stroke) => !ids.has(stroke.id)));
  }

  clear() {
    if (!this.isEmpty) this.become([]);
  }

  undo() {
    if (!this.past.length) return;
    this.future.push(this.strokes);
    this.#show(this.past.pop());
  }

  redo() {
    if (!this.future.length) return;
    this.past.push(this.strokes);
    this.#show(this.future.pop());
  }

  /** An id that no stroke of this sketch, shown or undone, ever had. */
  newId() {
    return this.nextId++;
  }

  /** The sketch as text, in the format that the server and saved files share. */
  toText() {
    return JSON.stringify({ version: FORMAT_VERSION, strokes: this.strokes });
  }

  #show(strokes) {
    this.strokes = strokes;
    const highest = strokes.reduce((max, stroke) => Math.max(max, stroke.id), -1);
    this.nextId = Math.max(this.nextId, highest + 1);
    this.changed();
  }
}

/**
 * The strokes of a sketch text; throws where it is not one.
 * @param {string} text
 * @returns {object[]}
 */
function strokesOfText(text) {
  const { strokes } = JSON.parse(text);
  const columns = ['x', 'y', 't', 'p'];
  for (const stroke of strokes) {
    const length = stroke.x.length;
    if (!length || !Number.isInteger(stroke.id)) throw new Error('no stroke');
    if (columns.some((name) => stroke[name].length !== length)) throw new Error('uneven columns');
  }
  return strokes;
}

/**
 * What colours mean: blue brings the photo closer, vermilion pushes it away, grey matters little.
 * The two ends and the middle keep apart for every common kind of colour blindness, and all three
 * have a contrast of at least 3 to 1 with white paper.
 */

const PLAIN_INK = '#1b1f24';
const AWAY = [204, 78, 0];
const LITTLE = [143, 143, 143];
const CLOSER = [0, 92, 197];
const LEVELS = 16; // shades on either side; equal shades are painted in one go
const POINT_PERCENTILE = 0.95; // a single extreme point must not turn all others grey

/**
 * The ink of a value.
 * @param {number} value -1 (away) to 1 (closer)
 * @returns {string} a CSS colour
 */
function inkOf(value) {
  const end = value < 0 ? AWAY : CLOSER;
  const share = Math.round(Math.sqrt(Math.min(1, Math.abs(value))) * LEVELS) / LEVELS;
  const mixed = LITTLE.map((grey, i) => Math.round(grey + (end[i] - grey) * share));
  return `rgb(${mixed.join(' ')})`;
}

/**
 * Values divided by their own magnitude, so that the strongest are near -1 or 1.
 * @param {number[][]} rows
 * @param {number} percentile of the magnitudes that becomes 1
 * @returns {number[][]}
 */
function normalised(rows, percentile) {
  const magnitudes = rows.flat().map(Math.abs).sort((a, b) => a - b);
  const top = magnitudes[Math.ceil(percentile * (magnitudes.length - 1))] || 1;
  return rows.map((row) => row.map((value) => Math.max(-1, Math.min(1, value / top))));
}

/** Which ink every stroke, or every point of it, has. */
class Colouring {
  constructor() {
    this.mode = 'stroke';
    this.visible = true;
    this.inks = null; // of strokes by their ids, where a panel colours them otherwise
    this.forget();
  }

  /** Whether colours say what brings the photo closer. */
  get explains() {
    return this.visible && this.mode !== 'off' && !this.inks;
  }

  /** Back to plain ink, until the next answer. */
  forget() {
    this.ofStroke = new Map();
    this.ofPoints = new Map();
  }

  /**
   * Take the values of an answer.
   * @param {{ids: number[], strokes: number[], points: number[][]}} values
   */
  learn({ ids, strokes, points }) {
    const perStroke = normalised([strokes], 1)[0];
    const perPoint = normalised(points, POINT_PERCENTILE);
    this.ofStroke = new Map(ids.map((id, i) => [id, inkOf(perStroke[i])]));
    this.ofPoints = new Map(ids.map((id, i) => [id, perPoint[i].map(inkOf)]));
  }

  /**
   * The ink at one point.
   * @param {{id: number}} stroke
   * @param {number} point its position in the stroke
   */
  at(stroke, point) {
    if (this.inks) return this.inks.get(stroke.id) ?? PLAIN_INK;
    if (!this.visible || this.mode === 'off') return PLAIN_INK;
    if (this.mode === 'stroke') return this.ofStroke.get(stroke.id) ?? PLAIN_INK;
    return this.ofPoints.get(stroke.id)?.[point] ?? PLAIN_INK;
  }
}

/** Drawings that are only looked at, in the inks of the app, with what the colours mean. */

import { Colouring, inkOf, Paper } from './canvas.js';
import { make } from './dom.js';

const THINNEST = 2.5; // CSS pixels: below that colours are hard to tell apart

/** Paper that is small, on which the inks must still be told apart. */
class Print extends Paper {
  width(pressure) {
    return Math.max(THINNEST, super.width(pressure));
  }
}

/**
 * A picture of a drawing.
 * @param {{sketch: {strokes: object[]}, values?: number[][] | null}} drawing values by stroke: one
 *   number, or one a point
 * @param {[string, object] | null} label what it is called, as a key and values; null where a name
 *   stands beside it
 */
export function drawingPicture({ sketch, values = null }, label) {
  const base = make('canvas', { className: 'base' });
  const live = make('canvas', { className: 'live' });
  const stage = make('div', { className: 'drawn', label }, base, live);
  if (label) stage.setAttribute('role', 'img');
  else stage.setAttribute('aria-hidden', 'true');
  const colouring = colouringOf(sketch.strokes, values);
  const paper = new Print(stage, () => paper.show(sketch.strokes, colouring));
  return stage;
}

function colouringOf(strokes, values) {
  const colouring = new Colouring();
  if (!values) return colouring;
  const isByPoint = values.every((own, i) => own.length === strokes[i].x.length);
  colouring.mode = isByPoint ? 'point' : 'stroke';
  const ids = strokes.map(({ id }) => id);
  colouring.learn({ ids, strokes: values.map((own) => own[0]), points: values });
  return colouring;
}

/** What the colours mean. */
export function colourLegend() {
  const shades = [
    [-1, 'legend.away'],
    [0, 'legend.little'],
    [1, 'legend.closer'],
  ];
  return make('p', { className: 'colour-legend' }, ...shades.map(([value, key]) => {
    const ink = make('span', { className: 'ink' });
    ink.style.background = inkOf(value);
    return make('span', {}, ink, make('span', { say: [key] }));
  }));
}

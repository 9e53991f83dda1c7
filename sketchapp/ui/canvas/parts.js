/** Parts of strokes: {stroke_id, first, last}, the ink from one point to another, both included. */

/**
 * The strokes without the ink of some parts, as `sketchapp.cleaning.parts` does it: what is left of
 * a stroke keeps its id, and further pieces of it get new ones.
 * @param {object[]} strokes
 * @param {{stroke_id: number, first: number, last: number}[]} parts
 * @param {() => number} newId
 * @returns {object[]}
 */
function withoutParts(strokes, parts, newId) {
  return strokes.flatMap((stroke) => {
    const own = parts.filter((part) => part.stroke_id === stroke.id);
    return own.length ? piecesLeft(stroke, own, newId) : [stroke];
  });
}

function piecesLeft(stroke, parts, newId) {
  const pieces = [];
  let first = null;
  for (let point = 0; point < stroke.x.length; point++) {
    const goesOn = point < stroke.x.length - 1 && !parts.some((p) => p.first <= point && point < p.last);
    if (goesOn) first ??= point;
    else if (first !== null) {
      pieces.push(pieceOf(stroke, first, point, pieces.length ? newId() : stroke.id));
      first = null;
    }
  }
  return pieces;
}

function pieceOf(stroke, first, last, id) {
  const column = (name) => stroke[name].slice(first, last + 1);
  return { ...stroke, id, x: column('x'), y: column('y'), t: column('t'), p: column('p') };
}

/** Which strokes the eraser touches. */

const ERASER_RADIUS_PX = 9;

/** Distance of the point (x, y) from the segment a-b. */
function distanceToSegment(x, y, ax, ay, bx, by) {
  const dx = bx - ax;
  const dy = by - ay;
  const squared = dx * dx + dy * dy;
  const along = squared ? ((x - ax) * dx + (y - ay) * dy) / squared : 0;
  const u = Math.max(0, Math.min(1, along));
  return Math.hypot(ax + u * dx - x, ay + u * dy - y);
}

/**
 * Is the stroke nearer than the radius to the point (x, y)?
 * @param {{x: number[], y: number[]}} stroke
 */
function touches(stroke, x, y, radius) {
  return stroke.x.some((px, i) => {
    const before = Math.max(0, i - 1);
    const from = [stroke.x[before], stroke.y[before]];
    return distanceToSegment(x, y, ...from, px, stroke.y[i]) < radius;
  });
}

/**
 * Ids of the strokes under a move of the eraser. The move is sampled, because a fast hand leaves
 * large gaps between two events.
 * @param {object[]} strokes
 * @param {number[]} from [x, y] in the unit square
 * @param {number[]} to likewise
 * @param {number} size of the paper in CSS pixels
 * @returns {Set<number>}
 */
function touchedStrokes(strokes, from, to, size) {
  const radius = ERASER_RADIUS_PX / size;
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / radius));
  const touched = new Set();
  for (let step = 1; step <= steps; step++) {
    const x = from[0] + ((to[0] - from[0]) * step) / steps;
    const y = from[1] + ((to[1] - from[1]) * step) / steps;
    for (const stroke of strokes) if (touches(stroke, x, y, radius)) touched.add(stroke.id);
  }
  return touched;
}

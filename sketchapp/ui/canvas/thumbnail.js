/** Strokes as a small SVG. */
function thumbnail(strokes) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 100 100');
  svg.setAttribute('aria-hidden', 'true');
  for (const stroke of strokes) {
    const line = document.createElementNS(svg.namespaceURI, 'polyline');
    const points = stroke.x.map((x, i) => `${(100 * x).toFixed(1)},${(100 * stroke.y[i]).toFixed(1)}`);
    line.setAttribute('points', points.join(' '));
    svg.append(line);
  }
  return svg;
}

/**
 * A button with a small picture of an example.
 * @param {{label: string, sketch: string}} example
 * @param {(strokes: object[]) => void} choose
 */
function exampleButton(example, choose) {
  const strokes = strokesOfText(example.sketch);
  const button = document.createElement('button');
  button.type = 'button';
  button.append(thumbnail(strokes), example.label);
  button.addEventListener('click', () => choose(strokes));
  return button;
}

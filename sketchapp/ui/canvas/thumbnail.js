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

/**
 * What an attack takes or brings, marked on the canvas: dashed lines with a white edge, so that they
 * are told apart by more than their colour. They lie over the paper and never catch the pen.
 */

const SVG = 'http://www.w3.org/2000/svg';
const MARK = '#b3261e';

/**
 * Lines as an SVG path in the unit square.
 * @param {number[][][]} lines lists of [x, y]
 */
function pathOf(lines) {
  const place = ([x, y]) => `${(100 * x).toFixed(2)} ${(100 * y).toFixed(2)}`;
  return lines.map((line) => `M${[...line, line.at(-1)].map(place).join('L')}`).join('');
}

/** One path of an SVG picture. */
function drawnPath(lines, attributes) {
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', pathOf(lines));
  const all = { fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', ...attributes };
  for (const [name, value] of Object.entries(all)) path.setAttribute(name, value);
  path.setAttribute('vector-effect', 'non-scaling-stroke');
  return path;
}

/** The paths of marked lines: a white edge, and dashes on it. */
function markPaths(lines, width) {
  return [
    drawnPath(lines, { stroke: '#fff', 'stroke-width': 2 * width }),
    drawnPath(lines, { stroke: MARK, 'stroke-width': width, 'stroke-dasharray': `${2 * width} ${1.6 * width}` }),
  ];
}

/** A picture of the unit square. */
function picture(paths) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 100 100');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(...paths);
  return svg;
}

class Marks {
  /** @param {string} canvas name of the canvas that is marked */
  constructor(canvas) {
    this.canvas = canvas;
    this.overlay = picture([]);
    this.overlay.classList.add('fool-marks');
    this.overlay.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none;';
  }

  /** Mark these lines; none: take the marks away. */
  show(lines) {
    this.#attach();
    this.overlay.replaceChildren(...(lines.length ? markPaths(lines, 4) : []));
  }

  /** Marks belong to the panel: where it is hidden, so are they. */
  set visible(visible) {
    this.overlay.style.display = visible ? '' : 'none';
  }

  #attach() {
    if (this.overlay.isConnected) return;
    const stage = document.querySelector(`.sketch-canvas[data-canvas="${this.canvas}"] .stage`);
    stage?.append(this.overlay);
  }
}

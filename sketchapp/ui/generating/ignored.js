/** The strokes that are ignored, by name; one of them can be looked at. */

const MUCH = [106, 27, 154]; // violet: blue and vermilion already say something else
const INFLUENCE_PERCENTILE = 0.9; // one strong stroke must not turn all others grey

/**
 * Inks of strokes by their influence: grey for little, violet for much.
 * @param {number[]} ids
 * @param {number[]} influence of each, 0 or more
 * @returns {Map<number, string>}
 */
function influenceInks(ids, influence) {
  const [shares] = normalised([influence], INFLUENCE_PERCENTILE);
  const ink = (share) => {
    const step = Math.round(Math.sqrt(share) * LEVELS) / LEVELS;
    return `rgb(${LITTLE.map((grey, i) => Math.round(grey + (MUCH[i] - grey) * step)).join(' ')})`;
  };
  return new Map(ids.map((id, i) => [id, ink(shares[i])]));
}

class IgnoredList {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {(stroke: object | null) => void} looked null: at none any more
   */
  constructor(root, words, looked) {
    this.root = root.querySelector('.ignored');
    this.words = words;
    this.looked = looked;
    this.list = this.root.querySelector('.strokes');
    this.strokes = [];
    this.dashed = []; // of them, those that are ignored still
  }

  /** @param {object[]} strokes {stroke_id, first, last, sentence} as the server names them */
  show(strokes) {
    this.strokes = strokes;
    this.root.hidden = strokes.length === 0;
    this.list.replaceChildren(...strokes.map((stroke, i) => this.#item(stroke, i + 1)));
    this.hear(null);
  }

  /** The drawing is another one by now: nothing of it can be looked at. */
  settle(isStale) {
    this.list.inert = isStale;
    this.root.classList.toggle('stale', isStale);
  }

  /** Which of them are ignored now. @param {number[] | null} still null: all, nothing was done */
  hear(still) {
    const isHeard = (stroke) => still !== null && !still.includes(stroke.stroke_id);
    this.dashed = this.strokes.filter((stroke) => !isHeard(stroke));
    [...this.list.children].forEach((item, i) => {
      const heard = isHeard(this.strokes[i]);
      item.classList.toggle('heard', heard);
      item.querySelector('.now').textContent = heard ? this.words.heeded_now : '';
    });
  }

  #item(stroke, number) {
    const [item, button, badge, words, now] = ['li', 'button', 'span', 'span', 'span'].map((tag) => document.createElement(tag));
    button.type = 'button';
    badge.className = 'badge';
    badge.textContent = number;
    words.textContent = stroke.sentence;
    now.className = 'now';
    const { sentence } = stroke;
    button.setAttribute('aria-label', fill(this.words.look, { number, sentence }));
    button.append(badge, words, now);
    item.append(button);
    for (const event of ['mouseenter', 'focus', 'click']) button.addEventListener(event, () => this.looked(stroke));
    for (const event of ['mouseleave', 'blur']) button.addEventListener(event, () => this.looked(null));
    return item;
  }
}

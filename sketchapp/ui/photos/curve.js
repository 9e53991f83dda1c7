/** How sure the search is, in words, and as a small curve of its doubt stroke by stroke. */

const CURVE = { width: 200, height: 34, margin: 4, step: 16 }; // px
const SAME_PERCENT = 1; // a change up to this is none

/**
 * Places on the curve, oldest first: full doubt is at the top, none at the bottom.
 * @param {number[]} doubts 0..1
 * @returns {number[][]} x and y in px
 */
function placesOf(doubts) {
  const { width, height, margin, step } = CURVE;
  const gap = Math.min(step, (width - 2 * margin) / Math.max(1, doubts.length - 1));
  return doubts.map((doubt, i) => [margin + i * gap, margin + (1 - doubt) * (height - 2 * margin)]);
}

class SureCurve {
  /**
   * @param {HTMLElement} root the photo panel
   * @param {Record<string, string>} words
   */
  constructor(root, words) {
    this.words = words;
    this.box = root.querySelector('.reading');
    const { width, height, margin } = CURVE;
    const shape = { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img' };
    const floor = height - margin;
    this.line = this.#make('polyline', { class: 'line' });
    this.now = this.#make('circle', { class: 'now', r: 3.5 });
    this.svg = this.#make('svg', shape);
    this.svg.append(
      this.#make('path', { class: 'floor', d: `M${margin} ${floor}H${width - margin}` }),
      this.line,
      this.now,
    );
    this.box.querySelector('.curve').append(this.svg);
  }

  /**
   * @param {number[]} doubts 0..1, one for each state of this drawing that was answered
   * @param {boolean} isFamiliar false: nothing resembles the sketch, so no photo is sure
   */
  show(doubts, isFamiliar) {
    if (!doubts.length) {
      this.showNothing();
      return;
    }
    const places = placesOf(doubts);
    const [x, y] = places[places.length - 1];
    this.line.setAttribute('points', places.map((place) => place.join(',')).join(' '));
    this.#set(this.now, { cx: x, cy: y, visibility: 'visible' });
    const { value, trend, spoken } = this.#words(doubts, isFamiliar);
    this.#say(value, trend, spoken);
  }

  showNothing() {
    this.line.setAttribute('points', '');
    this.now.setAttribute('visibility', 'hidden');
    this.#say(this.words.sure_unknown, this.words.sure_empty, this.words.sure_empty);
  }

  /** What a screen reader says of the present point. */
  get spoken() {
    return this.svg.getAttribute('aria-label');
  }

  #words(doubts, isFamiliar) {
    const { words } = this;
    if (!isFamiliar) {
      return { value: words.sure_unknown, trend: words.sure_unfamiliar, spoken: words.sure_unfamiliar };
    }
    const [percent, before] = [1, 2].map((back) => Math.round(100 * (1 - doubts.at(-back))));
    const values = { percent };
    const [trend, spoken] = this.#trend(percent - before);
    return { value: fill(words.sure_percent, values), trend, spoken: fill(spoken, values) };
  }

  /** Sentences for a change in percent; NaN: there is nothing before. */
  #trend(change) {
    const { words } = this;
    if (Number.isNaN(change)) return [words.sure_first, words.how_sure_first];
    if (Math.abs(change) <= SAME_PERCENT) return [words.as_sure, words.how_as_sure];
    return change > 0 ? [words.surer, words.how_surer] : [words.less_sure, words.how_less_sure];
  }

  #say(value, trend, spoken) {
    this.box.querySelector('.percent').textContent = value;
    this.box.querySelector('.trend').textContent = trend;
    this.svg.setAttribute('aria-label', spoken);
  }

  #make(tag, attributes) {
    return this.#set(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes);
  }

  #set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }
}

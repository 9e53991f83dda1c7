/** Before and after beside each other: picture, similarity, rank of the target. */

class Comparison {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   */
  constructor(root, words) {
    this.root = root.querySelector('.compare');
    this.words = words;
    this.showNothing();
  }

  showNothing() {
    this.root.hidden = true;
  }

  /**
   * @param {{strokes: object[], begun: object[], flags: object[]}} drawn what it is about
   * @param {{before: object, after: object, n_photos: number}} answer
   */
  show({ strokes, begun, flags }, { before, after, n_photos }) {
    this.root.hidden = false;
    let id = strokes.reduce((highest, stroke) => Math.max(highest, stroke.id), 0);
    const left = withoutParts(strokes, flags, () => ++id);
    const { as_begun, as_drawn, if_removed } = this.words;
    const now = begun === strokes ? as_drawn : as_begun;
    this.#side('.before', begun, now, before, n_photos);
    this.#side('.after', left, flags.length ? if_removed : as_drawn, after, n_photos);
    const better = after.similarity - before.similarity;
    this.root.querySelector('.after').classList.toggle('better', better > 0.0005);
  }

  #side(name, strokes, what, { similarity, rank }, total) {
    const side = this.root.querySelector(name);
    side.querySelector('.drawing').replaceChildren(thumbnail(strokes));
    side.querySelector('.what').textContent = what;
    const figure = similarity.toFixed(3);
    side.querySelector('.similarity').textContent = fill(this.words.similarity, { similarity: figure });
    const place = { rank: rank.toLocaleString('en'), total: total.toLocaleString('en') };
    side.querySelector('.rank').textContent = fill(this.words.rank, place);
  }
}

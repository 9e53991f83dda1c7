/** One stroke that is looked at: which it is, and what the photo would be without it. */

class Peek {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {(stroke: object) => void} looked a stroke of the drawing was stepped to
   */
  constructor(root, words, looked) {
    this.root = root.querySelector('.peek');
    this.words = words;
    this.looked = looked;
    this.strokes = [];
    this.at = -1; // which of them is looked at; -1: none yet
    this.root.querySelector('.previous').addEventListener('click', () => this.#step(-1));
    this.root.querySelector('.next').addEventListener('click', () => this.#step(1));
  }

  /** These strokes can be looked at; without any there is nothing to see. */
  offer(strokes) {
    this.strokes = strokes;
    this.root.hidden = strokes.length === 0;
    this.forget();
  }

  /** The drawing is another one by now. */
  settle(isStale) {
    this.root.inert = isStale;
    this.root.classList.toggle('stale', isStale);
  }

  /** Nothing is looked at: say how. */
  forget() {
    this.at = -1;
    this.#show(null);
  }

  /** Name the stroke with this id; its pictures come when the server has answered. */
  name(id) {
    this.at = this.strokes.findIndex((stroke) => stroke.id === id);
    this.#count();
  }

  /** @param {{photo: string, difference: string, most: string}} left without the stroke */
  show(left) {
    if (this.at >= 0) this.#show(left);
  }

  #step(by) {
    const { length } = this.strokes;
    const from = this.at < 0 && by < 0 ? 0 : this.at;
    this.looked(this.strokes[(from + by + length) % length]);
  }

  #show(left) {
    const part = (name) => this.root.querySelector(name);
    part('.pictures').classList.toggle('nothing', !left);
    part('.hint').textContent = left ? '' : this.words.look_hint;
    part('.most').textContent = left?.most ?? '';
    swapPicture(part('.without img'), left?.photo ?? '');
    swapPicture(part('.difference img'), left?.difference ?? '');
    this.#count();
  }

  #count() {
    const values = { number: this.at + 1, total: this.strokes.length };
    const sentence = this.at < 0 ? this.words.no_stroke : this.words.which_stroke;
    this.root.querySelector('.which').textContent = fill(sentence, values);
  }
}

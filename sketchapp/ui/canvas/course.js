/**
 * How the doubt went while a drawing came about: what was answered for each of its states. States
 * are lists of strokes that never change, so undo finds again what was known.
 */
class Course {
  constructor() {
    this.known = new WeakMap();
    this.beginnings = new WeakSet();
  }

  /** These strokes are a drawing of their own; what came before them does not belong to it. */
  begin(strokes) {
    this.beginnings.add(strokes);
  }

  /**
   * @param {object[]} strokes the state that was asked about
   * @param {string} photos among which was searched: doubts about others cannot be compared
   * @param {number} doubt 0..1
   */
  learn(strokes, photos, doubt) {
    this.known.set(strokes, { photos, doubt });
  }

  /**
   * The doubts that are known of a drawing's states, oldest first.
   * @param {object[][]} states up to the present one
   * @param {string} photos as in `learn`
   * @returns {number[]}
   */
  of(states, photos) {
    const first = states.findLastIndex((state) => !state.length || this.beginnings.has(state));
    const own = states.slice(Math.max(0, first)).map((state) => this.known.get(state));
    return own.filter((one) => one?.photos === photos).map(({ doubt }) => doubt);
  }
}

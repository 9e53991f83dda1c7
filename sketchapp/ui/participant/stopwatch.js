/** Time spent on something, by the clock that only goes forward, however wrong the date is. */
export class Stopwatch {
  /** @param {number} before milliseconds that were spent before a reload */
  constructor(before = 0) {
    this.before = before;
    this.begin = performance.now();
  }

  get ms() {
    return Math.round(this.before + performance.now() - this.begin);
  }
}

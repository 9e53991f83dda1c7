/** The drawing survives a reload: it is kept in this browser, and only there. */

const KEEP_BYTES = 2_000_000; // browsers give a page about 5 MB

class Keeper {
  /** @param {string} canvas name of the canvas */
  constructor(canvas) {
    this.key = `sketchapp:${canvas}`;
  }

  /** Keep this text, or nothing where it is empty or too long. */
  keep(text) {
    try {
      if (text && text.length <= KEEP_BYTES) localStorage.setItem(this.key, text);
      else localStorage.removeItem(this.key);
    } catch {
      // storage is full or forbidden: the drawing is still on the page
    }
  }

  /** The strokes kept last time; none where there are none or they cannot be read. */
  recall() {
    try {
      const text = localStorage.getItem(this.key);
      return text ? strokesOfText(text) : [];
    } catch {
      return [];
    }
  }
}

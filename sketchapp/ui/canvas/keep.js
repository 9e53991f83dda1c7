/**
 * The drawing survives a reload: it is kept in this browser, and only there. Each tab has its own,
 * and a new one begins with what was drawn last in any.
 */

const KEEP_BYTES = 2_000_000; // browsers give a page about 5 MB

class Keeper {
  /** @param {string} canvas name of the canvas */
  constructor(canvas) {
    this.key = `sketchapp:${canvas}`;
  }

  /** Keep this text, or nothing where it is empty or too long. */
  keep(text) {
    const kept = text.length <= KEEP_BYTES ? text : '';
    if (kept === this.#read('sessionStorage')) return; // another tab may have drawn since
    this.#write('sessionStorage', kept);
    this.#write('localStorage', kept);
  }

  /** The strokes kept last time; none where there are none or they cannot be read. */
  recall() {
    try {
      const text = this.#read('sessionStorage') ?? this.#read('localStorage');
      return text ? strokesOfText(text) : [];
    } catch {
      return [];
    }
  }

  #read(storage) {
    try {
      return window[storage].getItem(this.key);
    } catch {
      return null; // storage is forbidden
    }
  }

  /** An empty text stays in a tab: it has nothing, whatever other tabs have. */
  #write(storage, text) {
    try {
      window[storage].removeItem(this.key);
      if (text || storage === 'sessionStorage') window[storage].setItem(this.key, text);
    } catch {
      // storage is full or forbidden: the drawing is still on the page
    }
  }
}

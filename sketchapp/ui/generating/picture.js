/** The photo, and beside it what it was before somebody made it listen. */

class Picture {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {() => void} undone the person wants back what was before
   */
  constructor(root, words, undone) {
    this.words = words;
    this.frame = root.querySelector('.frame');
    this.photo = this.frame.querySelector('.photo');
    this.old = this.frame.querySelector('.old');
    this.none = this.frame.querySelector('.none');
    this.comparing = root.querySelector('.comparing');
    this.slider = this.comparing.querySelector('input');
    this.slider.addEventListener('input', () => this.#cut());
    this.comparing.querySelector('.undo').addEventListener('click', undone);
  }

  /** Show no photo, but this sentence. */
  showNone(sentence) {
    this.none.textContent = sentence;
    this.none.hidden = false;
    this.photo.hidden = true;
    swapPicture(this.photo, '');
    this.compareWith(null);
  }

  /**
   * @param {{seed: number, address: string}} made
   * @returns {Promise<void>} until it is there
   */
  async show({ seed, address }) {
    this.none.hidden = true;
    this.photo.hidden = false;
    this.photo.alt = fill(this.words.alt, { seed });
    await swapPicture(this.photo, address);
  }

  /** Lay the photo from before over the left part of this one; null: take it away. */
  compareWith(before) {
    const parts = [this.old, this.comparing, ...this.frame.querySelectorAll('.tag')];
    const isNew = before && this.comparing.hidden;
    for (const part of parts) part.hidden = !before;
    swapPicture(this.old, before?.address ?? '');
    if (isNew) this.slider.value = 50;
    this.#cut();
  }

  /** Bring it into the window, where none of it is there. */
  bringIntoView() {
    const { top, bottom } = this.frame.getBoundingClientRect();
    if (bottom <= 0 || top >= window.innerHeight) this.frame.scrollIntoView({ block: 'nearest' });
  }

  #cut() {
    const percent = this.slider.value;
    this.frame.style.setProperty('--cut', `${percent}%`);
    this.slider.setAttribute('aria-valuetext', fill(this.words.slider_value, { percent }));
  }
}

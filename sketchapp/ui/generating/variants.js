/** Photos of the same sketch in other colours: a fixed number of places, one of them the main one. */

class Variants {
  /**
   * @param {HTMLElement} list
   * @param {number} count places
   * @param {Record<string, string>} words
   * @param {(seed: number) => void} chosen
   */
  constructor(list, count, words, chosen) {
    this.words = words;
    this.places = Array.from({ length: count }, () => this.#place(chosen));
    list.append(...this.places.map(({ item }) => item));
  }

  /**
   * @param {{seed: number, address: string}[]} photos none: empty places
   * @param {number} main the seed of the one that is large
   */
  show(photos, main) {
    this.places.forEach(({ button, img, seed }, at) => {
      const photo = photos[at];
      button.disabled = !photo;
      button.value = photo?.seed ?? '';
      button.setAttribute('aria-pressed', String(photo?.seed === main));
      const label = photo ? fill(this.words.choose, photo) : '';
      button.setAttribute('aria-label', label);
      button.title = label;
      seed.textContent = photo ? fill(this.words.seed, photo) : '';
      swapPicture(img, photo?.address ?? '');
    });
  }

  #place(chosen) {
    const [item, button, img, seed] = ['li', 'button', 'img', 'span'].map((tag) => document.createElement(tag));
    button.type = 'button';
    button.className = 'variant';
    img.alt = '';
    button.append(img, seed);
    button.addEventListener('click', () => chosen(Number(button.value)));
    item.append(button);
    return { item, button, img, seed };
  }
}

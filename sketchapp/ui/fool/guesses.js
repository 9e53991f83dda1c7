/** The list of guesses: a fixed number of places, so that nothing moves when an answer comes. */
class GuessList {
  /**
   * @param {HTMLElement} list
   * @param {number} count places
   */
  constructor(list, count) {
    this.places = Array.from({ length: count }, () => this.#place());
    list.append(...this.places.map(({ element }) => element));
  }

  /** @param {{category: string, percent: number}[]} guesses best first */
  show(guesses) {
    this.places.forEach(({ element, name, percent, bar }, at) => {
      const guess = guesses[at];
      element.classList.toggle('blank', !guess);
      name.textContent = guess?.category ?? '';
      percent.textContent = guess ? `${guess.percent}\u00a0%` : '';
      bar.style.width = `${guess?.percent ?? 0}%`;
    });
  }

  #place() {
    const element = document.createElement('li');
    const [name, percent, track, bar] = ['span', 'span', 'span', 'i'].map((tag) =>
      document.createElement(tag),
    );
    name.className = 'name';
    percent.className = 'percent';
    track.className = 'track';
    track.append(bar);
    element.append(name, percent, track);
    return { element, name, percent, bar };
  }
}

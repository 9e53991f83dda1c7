/** How abstract the sketch is taken to be: the steps, and the choice between them and Auto. */

class LevelChoice {
  /**
   * @param {HTMLElement} root the photo panel
   * @param {Record<string, string>} words
   * @param {string[]} names of the levels, coarse first; a single one leaves nothing to choose
   * @param {(level: number | null) => void} chosen null: automatic
   */
  constructor(root, words, names, chosen) {
    this.words = words;
    this.names = names;
    this.sentence = root.querySelector('.level');
    const group = `level-${props.canvas_name}`;
    this.auto = this.#step(group, '', words.auto);
    this.steps = names.map((name, level) => this.#step(group, String(level), name));
    const steps = root.querySelector('.steps');
    steps.append(this.auto, ...this.steps);
    steps.addEventListener('change', ({ target }) => {
      this.forced = target.value === '' ? null : Number(target.value);
      chosen(this.forced);
    });
    root.querySelector('.steps-box').hidden = names.length < 2;
    root.querySelector('.reading').classList.toggle('single', names.length < 2);
    this.forced = null;
  }

  /** @param {{level: number, name: string, forced: boolean, sentence: string}} abstraction */
  show({ level, name, forced, sentence }) {
    this.sentence.textContent = sentence;
    this.#mark(forced ? null : level);
    const taken = fill(this.words.auto_taken, { name: name.toLowerCase() });
    this.#radio(this.auto).setAttribute('aria-label', forced ? this.words.auto : taken);
  }

  /** No sketch: a level that was chosen stays chosen. */
  showNothing() {
    const name = this.names[this.forced]?.toLowerCase();
    const { level_empty, level_kept } = this.words;
    this.sentence.textContent = name ? fill(level_kept, { name }) : level_empty;
    this.#mark(null);
    this.#radio(this.auto).setAttribute('aria-label', this.words.auto);
  }

  /** Point out the step that Auto has taken. */
  #mark(taken) {
    this.steps.forEach((step, level) => step.classList.toggle('taken', level === taken));
  }

  #radio(step) {
    return step.querySelector('input');
  }

  #step(name, value, label) {
    const step = document.createElement('label');
    const radio = document.createElement('input');
    const text = document.createElement('span');
    Object.assign(radio, { type: 'radio', name, value, checked: value === '' });
    text.textContent = label;
    step.append(radio, text);
    return step;
  }
}

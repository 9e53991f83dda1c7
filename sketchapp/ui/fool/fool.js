/** The Fool panel: shows every guess, and asks for an attack when somebody wants one. */

class FoolPanel {
  constructor(root) {
    this.root = root;
    this.words = props.words;
    this.sketch = '';
    this.revision = 0;
    this.marks = new Marks(props.canvas_name);
    this.guesses = new GuessList(root.querySelector('.guesses'), props.count);
    this.form = root.querySelector('form');
  }

  /** Listen to the canvas; without a classifier only say so. */
  start() {
    const missing = this.root.querySelector('.missing');
    missing.textContent = props.missing;
    missing.hidden = !props.missing;
    this.root.querySelector('.works').hidden = Boolean(props.missing);
    if (props.missing) return;
    this.#fillForm();
    hear(this.root, props.canvas_name, 'answer', ({ sketch }) => this.drawn(sketch));
    hear(this.root, props.canvas_name, 'empty', () => this.drawn(''));
    hear(this.root, props.canvas_name, 'guess', ({ guesses }) => this.showGuesses(guesses));
    new ResizeObserver(() => {
      this.marks.visible = this.root.offsetParent !== null; // nothing of a closed tab is laid out
    }).observe(this.root);
    this.showGuesses([]);
    this.say(this.words.nothing_yet);
    tell(props.canvas_name, 'hello');
  }

  #fillForm() {
    const kinds = props.kinds.map(([kind, name, does]) => choice('kind', kind, name, does));
    this.form.querySelector('.kinds .choices').append(...kinds);
    const select = this.form.querySelector('select');
    select.append(...props.categories.map((name) => new Option(name, name)));
    kinds[0].querySelector('input').checked = true;
    this.form.querySelector('.kinds').addEventListener('change', () => this.#kindChosen());
    this.form.addEventListener('change', () => this.#settingsChanged());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.fool();
    });
    this.#kindChosen();
  }

  /** Other attacks are measured otherwise. */
  #kindChosen() {
    const { kind } = this.#chosen();
    const isMove = kind === 'move';
    const sizes = (isMove ? props.bounds : props.epsilons).map((size) => choice('size', size, size, ''));
    sizes[isMove ? 1 : 0].querySelector('input').checked = true;
    this.form.querySelector('.sizes .choices').replaceChildren(...sizes);
    const legend = this.form.querySelector('.sizes legend');
    legend.textContent = isMove ? legend.dataset.units : legend.dataset.points;
    this.form.querySelector('.does').textContent = props.kinds.find(([name]) => name === kind)[2];
  }

  /** What was found belongs to the settings before. */
  #settingsChanged() {
    if (!this.sketch) return;
    this.revision++;
    this.#showResult(null);
    this.say(this.words.ready);
  }

  #chosen() {
    const value = (name) => this.form.querySelector(`input[name$="-${name}"]:checked`)?.value;
    return {
      kind: value('kind'),
      epsilon: Number(value('size')),
      target: this.form.querySelector('select').value || null,
    };
  }

  /** There is another sketch, as JSON text; '' for none. */
  drawn(sketch) {
    if (sketch === this.sketch) return;
    const hadResult = !this.root.querySelector('.result').hidden;
    this.sketch = sketch;
    this.revision++;
    this.#showResult(null);
    if (!sketch) this.say(this.words.nothing_yet);
    else this.say(hadResult ? this.words.changed : this.words.ready);
    this.form.querySelector('.go').disabled = !sketch;
  }

  showGuesses(guesses) {
    this.guesses.show(guesses);
    this.root.querySelector('.none').textContent = guesses.length ? '' : this.words.empty;
    this.root.querySelector('.guess-box').classList.toggle('nothing', !guesses.length);
  }

  async fool() {
    if (!this.sketch) return;
    const { revision } = this;
    const begun = performance.now();
    this.say(this.words.busy);
    this.form.querySelector('.go').disabled = true;
    const answer = await answerOf(server.fool_drawing({ sketch: this.sketch, ...this.#chosen() }));
    this.form.querySelector('.go').disabled = !this.sketch;
    if (revision !== this.revision) return;
    if (answer?.error || !answer) this.#showResult(null);
    else this.#showResult(answer);
    this.say(answer ? (answer.error ?? answer.verdict) : this.words.lost);
    this.root.foolTimings = [...(this.root.foolTimings ?? []), performance.now() - begun].slice(-50);
  }

  /** Before and after side by side, and the marks on the canvas. */
  #showResult(answer) {
    const box = this.root.querySelector('.result');
    box.hidden = !answer;
    this.marks.show(answer?.marks ?? []);
    if (!answer) return;
    for (const side of ['before', 'after']) {
      const { lines, guess } = answer[side];
      const figure = box.querySelector(`.${side}`);
      figure.querySelector('svg')?.remove();
      const marked = answer.marked === side ? markPaths(answer.marks, 2.4) : [];
      figure.prepend(picture([drawnPath(lines, { stroke: '#1b1f24', 'stroke-width': 1.8 }), ...marked]));
      figure.querySelector('b').textContent = fill(this.words.guess, guess);
    }
    box.classList.toggle('fooled', answer.success);
  }

  say(sentence) {
    this.said = sentence;
    this.root.querySelector('.verdict').textContent = sentence;
  }
}

/** A radio button that looks like a button. */
function choice(name, value, words, title) {
  const label = document.createElement('label');
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name: `fool-${props.canvas_name}-${name}`, value });
  const span = document.createElement('span');
  span.textContent = words;
  label.title = title;
  label.append(input, span);
  return label;
}

new FoolPanel(element.querySelector('.fool-panel')).start();

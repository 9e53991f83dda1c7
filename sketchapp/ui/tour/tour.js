/**
 * The tour: one card after the other. Nothing waits for it: whoever draws goes on drawing, and the
 * card keeps off the paper, takes no focus that is in use and never scrolls by itself.
 */

const SEEN_KEY = 'sketchapp:tour';
const READ_MS = 700; // what a stroke or a click has done is seen before the next card comes

class Tour {
  constructor(root) {
    this.root = root;
    this.words = props.words;
    this.steps = props.steps.map(([name, lead, detail]) => ({ lead, detail, ...PLACES[name] }));
    this.at = null; // number of the step that is shown
    this.card = root.querySelector('.card');
    this.begin = root.querySelector('.begin');
    this.back = root.querySelector('.back');
    this.next = root.querySelector('.next');
  }

  start() {
    this.begin.addEventListener('click', () => this.open());
    this.back.addEventListener('click', () => this.show(this.at - 1));
    this.next.addEventListener('click', () => this.show(this.at + 1));
    this.root.querySelector('.skip').addEventListener('click', () => this.close());
    this.card.addEventListener('keydown', (event) => this.#arrow(event));
    document.addEventListener('keydown', (event) => this.#escape(event));
    document.addEventListener('pointerdown', ({ target }) => this.#makeRoom(target));
    for (const end of ['pointerup', 'pointercancel']) {
      document.addEventListener(end, () => this.card.classList.remove('aside'));
    }
    new ResizeObserver(() => this.#place()).observe(document.body);
    watchTasks(this.root, props.canvas_name, (task) => this.done(task));
    hear(this.root, props.canvas_name, 'changed', ({ strokes }) => this.#meet(strokes.length));
    hear(this.root, props.canvas_name, 'empty', () => this.#meet(0));
    tell(props.canvas_name, 'hello');
  }

  /** The canvas is there: who is new, and has not begun to draw meanwhile, is shown around. */
  #meet(strokeCount) {
    if (!this.met && !strokeCount && isFirstVisit(props.canvas_name)) this.open();
    this.met = true;
  }

  open() {
    remember();
    this.show(0);
    const { activeElement } = document;
    if ([document.body, this.begin].includes(activeElement)) this.card.focus({ preventScroll: true });
  }

  close() {
    const hadFocus = this.card.contains(document.activeElement);
    this.#leave();
    this.at = null;
    this.card.hidden = true;
    if (hadFocus) this.begin.focus({ preventScroll: true });
  }

  /** Show a step; past the last one the tour is over. */
  show(at) {
    if (at < 0) return;
    if (at >= this.steps.length) {
      this.close();
      return;
    }
    this.#leave();
    this.at = at;
    openTabOf(this.#step);
    this.#write();
    requestAnimationFrame(() => this.#point(true));
  }

  /** Somebody did this: where it is the task of the step, the next one comes. */
  done(task) {
    if (this.#step?.task !== task) return;
    const { at } = this;
    clearTimeout(this.going);
    this.going = setTimeout(() => at === this.at && this.#goOn(), READ_MS);
  }

  /** Where the next thing would have to be scrolled to, the person does so with the button. */
  #goOn() {
    const next = this.steps[this.at + 1];
    const place = next && placeOf(next);
    if (place && isInView(place)) this.show(this.at + 1);
    else this.root.querySelector('.number').textContent = this.words.done;
  }

  get #step() {
    return this.steps[this.at];
  }

  #write() {
    const { at, words, steps } = this;
    const isLast = at === steps.length - 1;
    const write = (part, sentence) => (this.root.querySelector(part).textContent = sentence);
    write('.number', fill(words.number, { number: at + 1, total: steps.length }));
    write('.lead', this.#step.lead);
    write('.detail', this.#step.detail);
    write('.next', isLast ? words.close : words.next);
    if (at === 0 && document.activeElement === this.back) this.next.focus({ preventScroll: true });
    this.back.hidden = at === 0;
    this.card.hidden = false;
  }

  /** Frame what the step is about, and lie beside it. */
  #point(scrolls) {
    const place = this.#step && placeOf(this.#step);
    if (!place) return;
    this.pointed = place;
    place.classList.add('tour-here');
    if (scrolls && !isInView(place)) place.scrollIntoView({ block: 'center' });
    this.#place();
  }

  #leave() {
    clearTimeout(this.going);
    this.pointed?.classList.remove('tour-here');
    this.pointed = null;
  }

  #place() {
    if (!this.pointed) return;
    const paper = paperOnPage().getBoundingClientRect();
    const view = { width: document.documentElement.clientWidth, height: window.innerHeight };
    const box = this.pointed.getBoundingClientRect();
    const { left, top } = placeBeside(box, this.card.getBoundingClientRect(), view, paper);
    const origin = this.card.offsetParent.getBoundingClientRect();
    this.card.style.left = `${left - origin.left}px`;
    this.card.style.top = `${top - origin.top}px`;
  }

  /** In a small window the card may lie over the paper: not while there is a pen on it. */
  #makeRoom(target) {
    if (!this.pointed || !paperOnPage().contains(target)) return;
    const { left, top, width, height } = this.card.getBoundingClientRect();
    const isOver = covered({ left, top }, { width, height }, paperOnPage().getBoundingClientRect()) > 0;
    this.card.classList.toggle('aside', isOver);
  }

  #arrow(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (this.at + by < this.steps.length) this.show(this.at + by);
  }

  #escape(event) {
    if (event.key === 'Escape' && this.at !== null && !event.defaultPrevented) this.close();
  }
}

const paperOnPage = () => document.querySelector('.sketch-canvas .stage');

/** Is an element in the window: all of it where there is room, else half a window of it? */
function isInView(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  const seen = Math.min(bottom, window.innerHeight) - Math.max(top, 0);
  return seen >= (height <= window.innerHeight ? Math.floor(height) : window.innerHeight / 2);
}

/** Has this browser neither seen the tour nor kept a drawing? Where it can keep nothing, no. */
function isFirstVisit(canvas) {
  try {
    return !localStorage.getItem(SEEN_KEY) && !localStorage.getItem(`sketchapp:${canvas}`);
  } catch {
    return false;
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN_KEY, 'seen');
  } catch {
    // then it comes at the button only
  }
}

new Tour(element.querySelector('.tour')).start();

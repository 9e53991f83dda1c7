/**
 * The Photo panel: after the search has answered, and only while the panel is seen, it asks for
 * photos of the sketch, and when the pen rests for what they ignore.
 */

const REST_MS = 300; // without a stroke: the pen rests
const POINTING_MS = 150; // on one stroke: it is meant
const TIMINGS_KEPT = 200;

class GeneratePanel {
  constructor(root) {
    this.root = root;
    this.name = props.canvas_name;
    this.words = props.words;
    this.revision = 0;
    this.strokes = []; // on the canvas now
    this.sketch = ''; // the same as JSON text, once the search has answered
    this.searched = null; // the strokes that the search has answered about
    this.answered = null; // the strokes that the photos are of
    this.heeded = null; // the strokes that influence and what is ignored are of
    this.seeds = Array.from({ length: props.variants }, (_, i) => i + 1);
    this.main = this.seeds[0];
    this.photos = [];
    this.listened = null; // the photo after listening, in the place of the main one
    this.lookedAt = null; // id of the stroke that is looked at
    this.category = null; // chosen by hand
    this.madeSentence = '';
    this.seen = false;
    this.link = new Link(
      ({ ask, message }) => server[ask](message),
      (question, answer) => this.#take(question, answer),
      (state) => this.#linkChanged(state),
    );
    this.peeks = new Link(
      ({ message }) => server.leave_out(message),
      (question, answer) => this.#showWithout(question, answer),
      () => undefined,
    );
    root.photoTimings = [];
  }

  /** Listen to the canvas; without weights only say so. */
  start() {
    const missing = this.root.querySelector('.missing');
    missing.textContent = props.missing;
    missing.hidden = !props.missing;
    this.root.querySelector('.works').hidden = Boolean(props.missing);
    if (props.missing) return;
    this.#putTogether();
    this.showNothing(this.words.empty);
    hear(this.root, this.name, 'changed', ({ strokes }) => this.changed(strokes));
    hear(this.root, this.name, 'answer', (detail) => this.found(detail));
    hear(this.root, this.name, 'empty', () => this.emptied());
    hear(this.root, this.name, 'pointed', ({ id }) => this.pointed(id));
    hear(this.root, this.name, 'link', ({ state }) => state === 'gone' && this.#sayGone());
    new ResizeObserver(() => this.look()).observe(this.root);
    tell(this.name, 'hello');
  }

  #putTogether() {
    const { root, words } = this;
    this.picture = new Picture(root, words, () => this.undo());
    this.variants = new Variants(root.querySelector('.variants'), props.variants, words, (s) => this.choose(s));
    this.peek = new Peek(root, words, ({ id }) => this.lookAt(id));
    this.ignored = new IgnoredList(root, words, (stroke) => this.lookAt(stroke?.stroke_id ?? null));
    this.listening = new Listening(root, words, {
      question: () => ({ sketch: this.sketch, seeds: [this.main], category: this.shownCategory }),
      heard: (photo, still) => this.hearPhoto(photo, still),
      ended: (sentence) => this.listeningEnded(sentence),
    });
    this.kind = root.querySelector('.kind select');
    this.kind.addEventListener('change', () => this.#kindChosen());
    root.querySelector('.others').addEventListener('click', () => this.otherColours());
    root.querySelector('.save').addEventListener('click', () => this.save());
    root.querySelector('.level').addEventListener('change', () => this.shade());
  }

  /** Shown or hidden with its tab; a hidden panel neither asks, marks nor colours. */
  look() {
    const seen = this.root.getClientRects().length > 0;
    if (seen === this.seen) return;
    this.seen = seen;
    tell(this.name, 'pointing', { isWanted: seen });
    if (!seen) this.listening.stop();
    else if (!this.kind.length) this.#listCategories();
    if (seen && this.searched === this.strokes) this.ask();
    this.#askWhatIsIgnored(); // the tab may have been left before that was said
    this.mark();
    this.shade();
  }

  // What the canvas says.

  changed(strokes) {
    if (strokes === this.strokes) return;
    this.strokes = strokes;
    this.changedAt = performance.now();
    clearTimeout(this.resting);
    this.listening.stop();
    this.#settle();
  }

  found({ strokes, sketch }) {
    if (this.strokes.length && strokes !== this.strokes) return; // a newer answer is on its way
    this.strokes = strokes;
    this.searched = strokes;
    this.sketch = sketch;
    this.ask();
  }

  emptied() {
    this.strokes = [];
    this.sketch = '';
    this.searched = this.answered = this.heeded = null;
    this.link.drop();
    this.listening.stop();
    this.showNothing(this.words.empty);
  }

  // What the person does.

  choose(seed) {
    this.main = seed;
    this.#showPhotos();
    this.say(this.#sentence());
  }

  otherColours() {
    const last = Math.max(...this.seeds);
    this.seeds = this.seeds.map((_, i) => last + 1 + i);
    this.main = this.seeds[0];
    this.answered = null;
    this.ask();
  }

  async save() {
    const { address } = this.shown;
    download(`photo-seed-${this.main}.png`, await (await fetch(address)).blob());
  }

  undo() {
    this.listening.stop();
    this.#showPhotos();
    this.say(this.words.undone);
    const go = this.root.querySelector('.go');
    if (go.getClientRects().length) go.focus({ preventScroll: true });
  }

  /** The mouse is over a stroke on the paper, or over none. */
  pointed(id) {
    clearTimeout(this.meaning);
    this.meaning = setTimeout(() => this.lookAt(id), id === null ? 0 : POINTING_MS);
  }

  /** Look at a stroke: more clearly on the canvas, and the photo without it; null: at none. */
  lookAt(id) {
    const isFresh = this.seen && this.answered === this.strokes;
    this.lookedAt = isFresh ? id : null;
    this.mark();
    if (this.lookedAt === null) return;
    this.peek.name(id);
    const { sketch, main, shownCategory } = this;
    const message = { sketch, seeds: [main], category: shownCategory, stroke_id: id };
    this.peeks.ask({ strokes: this.strokes, main, id, message });
  }

  #kindChosen() {
    this.category = this.kind.value || null;
    this.answered = null;
    this.ask();
  }

  // What the server is asked, and answers.

  /** Photos of what is on the canvas, unless they are there. */
  ask() {
    const isReady = this.seen && this.strokes.length > 0 && this.searched === this.strokes;
    if (!isReady || this.answered === this.strokes) return;
    const { sketch, seeds, category } = this;
    this.listening.stop();
    this.#settle();
    const message = { revision: ++this.revision, sketch, seeds, category };
    this.link.ask({ ask: 'make_photos', strokes: this.strokes, message });
  }

  #askWhatIsIgnored() {
    if (!this.seen || this.answered !== this.strokes || this.heeded === this.strokes) return;
    const message = { revision: this.revision, sketch: this.sketch };
    this.link.ask({ ask: 'find_ignored', strokes: this.strokes, message });
  }

  #take({ ask, strokes, message }, answer) {
    if (!this.seen || strokes !== this.strokes || message.revision !== this.revision) return;
    if (answer.error && ask === 'make_photos') this.showNothing(answer.error);
    else if (answer.error) this.#refuse(answer.error);
    else if (ask === 'make_photos') this.#takePhotos(strokes, answer);
    else this.#takeIgnored(strokes, answer);
  }

  async #takePhotos(strokes, { photos, category, sentence }) {
    this.answered = strokes;
    this.photos = photos;
    this.shownCategory = category || null;
    this.madeSentence = sentence;
    if (!this.kind.length) this.#listCategories(); // the server did not answer before
    this.#showGuess(category);
    this.say(this.#sentence());
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.#askWhatIsIgnored(), REST_MS);
    await this.#showPhotos();
    requestAnimationFrame(() => this.#record('photo'));
  }

  #takeIgnored(strokes, answer) {
    this.heeded = strokes;
    this.heeding = answer;
    this.ignored.show(answer.ignored);
    this.#settle();
    this.mark();
    this.shade();
    this.say(this.#sentence());
    requestAnimationFrame(() => this.#record('ignored'));
  }

  /** What is ignored cannot be said; the photo stays. */
  #refuse(sentence) {
    this.ignored.show([]);
    this.mark();
    this.say(`${this.madeSentence} ${sentence}`);
  }

  hearPhoto(photo, still) {
    this.listened = photo;
    this.ignored.hear(still);
    this.mark();
    this.picture.show(photo);
    this.picture.compareWith(this.mainPhoto);
  }

  listeningEnded(sentence) {
    this.say(sentence);
    if (this.listened) this.picture.bringIntoView();
  }

  #showWithout({ strokes, main, id }, answer) {
    const isNow = strokes === this.strokes && main === this.main;
    if (!isNow || !this.seen || answer.error) return;
    this.peek.name(id);
    this.peek.show(answer);
  }

  async #listCategories() {
    const answer = await answerOf(server.list_categories({}));
    if (!answer) return;
    if (answer.error) this.showNothing(answer.error);
    const names = answer.categories ?? [];
    this.kind.replaceChildren(...[['', this.words.guess_first], ...names.map((n) => [n, n])].map(([v, l]) => new Option(l, v)));
    this.root.querySelector('.kind').hidden = names.length === 0;
    this.kind.value = this.category ?? '';
    if (this.answered) this.#showGuess(this.shownCategory);
  }

  #linkChanged(state) {
    if (state === 'gone') this.#sayGone();
    else if (state !== 'ready' && !this.photos.length) this.picture.showNone(this.words.making_first);
  }

  /** The search or the photos do not come: that stands where the first photo would be. */
  #sayGone() {
    if (this.photos.length) this.say(this.words.gone);
    else if (this.strokes.length) this.picture.showNone(this.words.gone);
  }

  // What is shown.

  get mainPhoto() {
    return this.photos.find(({ seed }) => seed === this.main) ?? this.photos[0];
  }

  get shown() {
    return this.listened ?? this.mainPhoto;
  }

  /** No photo, but a sentence. */
  showNothing(sentence) {
    this.photos = [];
    this.answered = this.heeded = this.listened = null;
    this.picture.showNone(sentence);
    this.variants.show([], this.main);
    this.#offerStrokes([]);
    this.ignored.show([]);
    this.#showGuess(null);
    this.say('');
    this.#settle();
    this.shade();
  }

  /** The photos as they are, without anything that listening has changed. */
  #showPhotos() {
    this.listened = null;
    this.listening.stop();
    this.picture.compareWith(null);
    this.variants.show(this.photos, this.main);
    this.ignored.hear(null);
    this.#offerStrokes(this.strokes);
    this.#settle();
    return this.picture.show(this.mainPhoto);
  }

  #showGuess(category) {
    const guess = this.kind.options[0];
    if (!guess) return;
    const isGuess = category && !this.category;
    guess.textContent = isGuess ? fill(this.words.guess, { category }) : this.words.guess_first;
  }

  /** What belongs to an older drawing cannot be pressed. */
  #settle() {
    const isFresh = this.heeded !== null && this.heeded === this.strokes;
    this.ignored.settle(!isFresh);
    this.peek.settle(this.answered !== this.strokes);
    this.listening.enable(isFresh && this.answered === this.strokes);
    for (const name of ['.others', '.save']) this.root.querySelector(name).disabled = !this.photos.length;
  }

  #offerStrokes(strokes) {
    this.peek.offer(strokes);
    this.lookedAt = null;
    this.mark();
  }

  /** Dash what is ignored, and the stroke that is looked at more clearly. */
  mark() {
    const { strokes, dashed } = this.ignored;
    const known = this.seen && this.heeded === this.strokes ? strokes : [];
    const marks = known
      .map((one, i) => ({ ...one, number: i + 1, strong: one.stroke_id === this.lookedAt }))
      .filter((mark, i) => mark.strong || dashed.includes(known[i]));
    const looked = this.seen && this.strokes.find(({ id }) => id === this.lookedAt);
    const isMarked = marks.some(({ strong }) => strong);
    if (looked && !isMarked) marks.push({ stroke_id: looked.id, first: 0, last: looked.x.length - 1, strong: true });
    tell(this.name, 'marks', { by: 'photo', marks });
  }

  /** Colour the strokes by their influence at the chosen level, or leave them as they were. */
  shade() {
    const level = this.root.querySelector('.level input:checked').value;
    const isColoured = this.seen && level && this.heeded && this.strokes.length;
    const inks = isColoured ? influenceInks(this.heeding.ids, this.heeding.influence[level]) : null;
    this.root.querySelector('.level').classList.toggle('without-colours', !level);
    tell(this.name, 'shades', { inks });
  }

  /** What the photo is of, and what it ignores. */
  #sentence() {
    if (this.heeded !== this.strokes) return `${this.madeSentence} ${this.words.looking}`;
    const { calibrated, ignored } = this.heeding;
    const { uncalibrated, none_ignored, one_ignored } = this.words;
    const count = ignored.length;
    const counted = count === 1 ? one_ignored : fill(this.words.ignored, { count });
    const heard = count ? counted : none_ignored;
    return `${this.madeSentence} ${calibrated ? heard : uncalibrated}`;
  }

  say(sentence) {
    const said = this.root.querySelector('.said');
    if (said.textContent !== sentence) said.textContent = sentence;
  }

  /** Milliseconds of the page's clock, for `bench photo`. */
  #record(what) {
    this.root.photoTimings.push({ what, changed: this.changedAt, shown: performance.now() });
    this.root.photoTimings.splice(0, this.root.photoTimings.length - TIMINGS_KEPT);
  }
}

new GeneratePanel(element.querySelector('.generate-panel')).start();

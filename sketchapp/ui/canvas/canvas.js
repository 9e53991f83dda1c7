/** The drawing area of the app: an easel that asks the server after every change. */

const TIMINGS_KEPT = 200;
const ASK_AGAIN_MS = 2500;
const MOST_REFUSALS = 20; // after them only the next stroke asks

class SketchCanvas extends Easel {
  constructor(root) {
    super(root, props.limits, props.words);
    this.name = props.canvas_name;
    this.revision = 0;
    this.shown = -1;
    this.question = { target: null, picture: null, category: null, gallery: null, token: null, level: null };
    this.shownLevel = null; // by Auto; it changes only for a good reason
    this.course = new Course();
    this.anyway = false;
    this.linkState = 'ready';
    this.keeper = new Keeper(this.name);
    this.marks = new Marks(this.stage, this.paper);
    this.pointing = new Pointing(
      this.stage,
      (event) => this.strokeUnder(event),
      (id) => tell(this.name, 'pointed', { id }),
    );
    this.link = new Link(
      (question) => server.answer_sketch(question.message),
      (question, answer) => this.answered(question, answer),
      (state) => this.linkChanged(state),
    );
    root.dataset.canvas = this.name;
    root.sketchTimings = [];
  }

  /** Begin: listen to the other parts, and bring back what was drawn last time. */
  start() {
    this.#listen();
    this.root.querySelector('.welcome .lead').textContent = this.words.welcome;
    for (const place of this.root.querySelectorAll('.examples')) {
      place.append(...props.examples.map((one) => exampleButton(one, (s) => this.open(s))));
    }
    this.root.querySelector('.file').addEventListener('change', (e) => this.openFile(e.target));
    this.root.querySelector('.modes').addEventListener('change', (e) => this.colour(e.target.value));
    this.paper.fit();
    this.drawing.begin(props.keep ? this.keeper.recall() : []);
  }

  #listen() {
    hear(this.root, this.name, 'target', ({ photo, picture = null }) => {
      this.askAbout({ target: photo, picture });
    });
    hear(this.root, this.name, 'category', ({ category }) => this.askAbout({ category }));
    hear(this.root, this.name, 'level', ({ level }) => this.askAbout({ level }));
    hear(this.root, this.name, 'gallery', (gallery) => this.galleryChanged(gallery));
    hear(this.root, this.name, 'anyway', () => this.showAnyway());
    hear(this.root, this.name, 'hello', () => this.repeat());
    hear(this.root, this.name, 'marks', ({ by, marks }) => this.mark(by, marks));
    hear(this.root, this.name, 'shades', ({ inks }) => this.shade(inks));
    hear(this.root, this.name, 'pointing', ({ isWanted }) => (this.pointing.isWanted = isWanted));
    hear(this.root, this.name, 'remove', ({ strokes, parts }) => this.removeParts(strokes, parts));
    watch('value', () => this.valueChanged());
  }

  // What the buttons do.

  get actions() {
    return {
      ...super.actions,
      'open-file': () => this.root.querySelector('.file').click(),
      'save-json': () => this.saveText(this.drawing.toText(), 'json', 'application/json'),
      'save-svg': () => this.saveSvg(),
      'save-png': async () => download('sketch.png', await picture(this.paper.base.canvas)),
    };
  }

  colour(mode) {
    this.colouring.mode = mode;
    this.repaint();
  }

  /** Dash these parts of strokes: {stroke_id, first, last, number, strong}; `by` which panel. */
  mark(by, marks) {
    this.marks.by.set(by, marks);
    this.repaint();
  }

  /** The id of the stroke under a pointer, of several the last one drawn; null where there is none. */
  strokeUnder(event) {
    const place = this.pen.place(event);
    const touched = touchedStrokes(this.drawing.strokes, place, place, this.paper.size);
    return [...touched].at(-1) ?? null;
  }

  /** Paint strokes in these inks instead: a Map of ids to colours; null: as the search says. */
  shade(inks) {
    this.colouring.inks = inks;
    this.repaint();
  }

  /** Take parts out, in one step; nothing where the drawing is no longer the one that was meant. */
  removeParts(strokes, parts) {
    const { drawing } = this;
    if (strokes !== drawing.strokes || this.isBusy) return;
    drawing.become(withoutParts(strokes, parts, () => drawing.newId()));
  }

  /** Show these strokes instead; undo brings the others back. */
  open(strokes) {
    for (const menu of this.toolbar.menus) menu.open = false;
    this.pen.restartClock();
    this.colouring.forget();
    this.shownLevel = null;
    this.course.begin(strokes);
    this.drawing.become(strokes);
    this.stage.focus({ preventScroll: true });
  }

  async openFile(input) {
    const file = input.files[0];
    input.value = '';
    if (!file) return;
    const format = formatOf(file.name);
    if (!format) this.warn(fill(this.words.unknown_file, { name: file.name }));
    else if (file.size > props.limits.bytes) this.warn(this.words.large_file);
    else await this.openText(await file.text(), format);
  }

  async openText(text, format) {
    const reply = await server.read_file({ text, format });
    const { error, sketch } = reply ? JSON.parse(reply) : { error: this.words.not_done };
    if (error) this.warn(error);
    else this.open(strokesOfText(sketch));
  }

  async saveSvg() {
    const reply = await server.write_svg(this.drawing.toText());
    const { error, svg } = reply ? JSON.parse(reply) : { error: this.words.not_done };
    if (error) this.warn(error);
    else this.saveText(svg, 'svg', 'image/svg+xml');
  }

  saveText(text, ending, type) {
    download(`sketch.${ending}`, new Blob([text], { type }));
  }

  // What the server is asked, and answers.

  drawingChanged() {
    super.drawingChanged();
    for (const action of ['save-png', 'save-svg', 'save-json']) {
      this.toolbar.enable(action, !this.drawing.isEmpty);
    }
    this.ask();
    this.#settle();
  }

  askAbout(change) {
    Object.assign(this.question, change);
    this.ask();
  }

  /** Other photos, or more: what was picked among others is picked no more. */
  galleryChanged({ gallery, token, welcome, count }) {
    this.root.querySelector('.welcome .lead').textContent = welcome;
    const isOther = gallery !== this.question.gallery;
    const hasGrown = this.photoCount !== undefined && this.photoCount !== count;
    this.photoCount = count;
    Object.assign(this.question, { gallery, token });
    if (isOther) Object.assign(this.question, { target: null, category: null });
    if (isOther || hasGrown) this.ask();
  }

  ask() {
    this.revision++;
    const { penUp, revision } = this;
    const { strokes } = this.drawing;
    this.penUp = null;
    tell(this.name, 'changed', { strokes });
    if (this.drawing.isEmpty) this.#becomeEmpty();
    else this.link.ask({ revision, penUp, strokes, message: this.#message() });
  }

  #message() {
    const { revision, question, shownLevel } = this;
    const sketch = this.drawing.toText();
    return { revision, sketch, ...question, previous_level: shownLevel };
  }

  #becomeEmpty() {
    this.link.drop();
    this.shown = this.revision;
    this.answer = null;
    this.anyway = false;
    this.shownLevel = null;
    this.colouring.forget();
    tell(this.name, 'empty', this.question);
  }

  /** Keep the drawing, and hand it to Gradio, when there is time. */
  #settle() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const text = this.drawing.isEmpty ? '' : this.drawing.toText();
      if (props.keep) this.keeper.keep(text);
      this.handedOver = text;
      props.value = text;
    }, 50);
  }

  /** Python gave this canvas another sketch. */
  valueChanged() {
    if (props.value === this.handedOver || this.isBusy) return;
    this.handedOver = props.value;
    this.open(props.value ? strokesOfText(props.value) : []);
  }

  answered(question, answer) {
    const arrived = performance.now();
    if (question.revision < this.shown || this.#isOutdated(question.message)) return;
    this.shown = question.revision;
    if (answer.error) {
      this.#refused(answer.error);
      return;
    }
    this.refusals = 0;
    this.latest = question;
    this.#learn(question, answer);
    this.#showOrHideColours();
    this.#tellAnswer();
    requestAnimationFrame(() => {
      this.repaint();
      this.#record(question, answer, arrived);
    });
  }

  /** A gallery of one's own may have been deleted elsewhere, or is still being prepared. */
  #refused(sentence) {
    this.warn(sentence);
    if (!this.question.gallery) return;
    tell(this.name, 'refused');
    this.refusals = (this.refusals ?? 0) + 1;
    const { revision } = this;
    const again = () => revision === this.revision && this.ask();
    if (this.refusals <= MOST_REFUSALS) setTimeout(again, ASK_AGAIN_MS);
  }

  /** Something else was picked meanwhile: the answer to that is on its way. */
  #isOutdated(asked) {
    const picked = ['target', 'picture', 'category', 'gallery', 'level'];
    return picked.some((name) => asked[name] !== this.question[name]);
  }

  /** What an answer says; a picture of one's own is only here. */
  #learn({ strokes, message }, answer) {
    if (message.picture) answer.explained.address = `data:image/jpeg;base64,${message.picture}`;
    const { abstraction, entropy, familiar, values } = answer;
    this.answer = answer;
    if (familiar) this.anyway = false;
    this.shownLevel = abstraction && !abstraction.forced ? abstraction.level : null;
    this.course.learn(strokes, this.#photosAskedFor(), entropy);
    this.colouring.learn(values);
  }

  /** The answer, and how the doubt went up to now. */
  #tellAnswer() {
    const doubts = this.course.of(this.drawing.states, this.#photosAskedFor());
    const { strokes, message } = this.latest;
    const sketch = this.drawing.toText();
    tell(this.name, 'answer', { answer: this.answer, doubts, sketch, strokes, asked: message });
  }

  /** Among which photos is searched, as one text. */
  #photosAskedFor() {
    const { gallery, category } = this.question;
    return JSON.stringify([gallery, category, this.photoCount]);
  }

  /** Colours for photos that do not match would explain nothing. */
  #showOrHideColours() {
    const { answer } = this;
    this.colouring.visible = answer.familiar || answer.picked || this.anyway;
  }

  showAnyway() {
    this.anyway = true;
    if (this.answer) this.#showOrHideColours();
    this.repaint();
  }

  /** Milliseconds of the page's clock, for `bench live`. */
  #record({ revision, penUp, sent }, { stages }, arrived) {
    const painted = performance.now();
    this.root.sketchTimings.push({ revision, penUp, sent, arrived, painted, stages });
    this.root.sketchTimings.splice(0, this.root.sketchTimings.length - TIMINGS_KEPT);
  }

  /** Another part of the page has come up late. */
  repeat() {
    if (this.answer) this.#tellAnswer();
    else if (this.drawing.isEmpty) tell(this.name, 'empty', this.question);
    else {
      tell(this.name, 'changed', { strokes: this.drawing.strokes });
      tell(this.name, 'link', { state: this.linkState });
    }
  }

  linkChanged(state) {
    this.linkState = state;
    this.showStatus();
    tell(this.name, 'link', { state });
  }

  showStatus() {
    const { busy, slow, gone } = this.words;
    const ofLink = { busy, slow, gone }[this.linkState] ?? '';
    const status = this.root.querySelector('.status');
    status.textContent = this.warning || ofLink;
    status.classList.toggle('warning', Boolean(this.warning) || this.linkState === 'gone');
  }

  repaint() {
    super.repaint();
    this.marks.show(this.strokesLeft, this.colouring);
    this.root.classList.toggle('without-colours', !this.colouring.explains);
  }
}

new SketchCanvas(element.querySelector('.sketch-canvas')).start();

/**
 * The cleaning panel: asks which strokes hurt the match with the target, after the search has
 * answered and only while the panel is seen, so that nothing else waits for it.
 */

const TIMINGS_KEPT = 200;

class CleanPanel {
  constructor(root) {
    this.root = root;
    this.name = props.canvas_name;
    this.words = props.words;
    this.revision = 0;
    this.strokes = []; // on the canvas now
    this.answered = null; // the strokes that the flags are about
    this.asked = {}; // gallery, token and level, as the canvas asks
    this.target = null; // id of a photo of the gallery
    this.photo = null; // the target as it is shown: {label, address}
    this.picture = null; // base64 of a target of one's own
    this.kept = new Set();
    this.begunOf = new WeakMap(); // strokes after removals -> those before the first of them
    this.removing = null;
    this.seen = false;
    this.link = new Link(
      (question) => server.clean_sketch(question.message),
      (question, answer) => this.show(question, answer),
      (state) => state === 'gone' && this.list.say(this.words.gone),
    );
    this.choice = new TargetChoice(root, this.words, (p) => this.pick(p), (p) => this.bring(p));
    this.list = new FlagList(root, this.words, {
      remove: (flags) => this.remove(flags),
      keep: (flag) => this.keep(flag),
      look: (flag) => this.mark(flag),
      forget: () => this.forget(),
    });
    this.comparison = new Comparison(root, this.words);
    root.cleanTimings = [];
  }

  start() {
    hear(this.root, this.name, 'changed', ({ strokes }) => this.changed(strokes));
    hear(this.root, this.name, 'answer', (detail) => this.found(detail));
    hear(this.root, this.name, 'empty', (question) => this.emptied(question));
    hear(this.root, this.name, 'gallery', (place) => this.choice.lookIn(place.gallery, place.token));
    this.root.querySelector('.grain').addEventListener('change', () => this.ask());
    new ResizeObserver(() => this.look()).observe(this.root);
    this.showTarget();
    tell(this.name, 'hello');
  }

  /** Shown or hidden with its tab; a hidden panel neither asks nor marks. */
  look() {
    const seen = this.root.getClientRects().length > 0;
    if (seen === this.seen) return;
    this.seen = seen;
    if (seen) this.ask();
    else this.#forgetAnswer();
  }

  // What the canvas says.

  changed(strokes) {
    this.strokes = strokes;
    if (this.removing) this.begunOf.set(strokes, this.removing);
    this.changedAt = performance.now();
    this.list.settle(this.answered !== strokes);
  }

  found({ answer, strokes, asked }) {
    const isSameLevel = asked.level === this.asked.level;
    this.asked = asked;
    this.choice.lookIn(asked.gallery, asked.token);
    this.choice.showFound(answer.found);
    this.#become(answer.target, asked.picture);
    if (answer.picked) this.photo = answer.explained;
    this.showTarget();
    if (this.strokes.length && strokes !== this.strokes) return; // a newer answer is on its way
    this.strokes = strokes;
    if (strokes !== this.answered || !isSameLevel) this.ask();
  }

  emptied({ target, picture, gallery, token, level }) {
    this.asked = { gallery, token, level };
    this.strokes = [];
    this.choice.lookIn(gallery, token);
    this.#become(target, picture);
    this.link.drop();
    this.#forgetAnswer();
    this.showTarget();
    this.list.show([], this.words.empty);
  }

  // What the person does.

  /** Draw this photo of the gallery; the colours of the canvas explain it too. */
  pick(photo) {
    this.#become(photo.id, null);
    this.photo = photo;
    this.showTarget();
    tell(this.name, 'target', { photo: photo.id }); // its answer makes this panel ask
  }

  /** Draw this picture of one's own, a data URL. */
  bring(address) {
    this.#become(null, address.split(',')[1]);
    this.photo = { label: this.words.own_photo, address };
    this.showTarget();
    tell(this.name, 'target', { photo: null, picture: this.picture });
  }

  remove(flags) {
    if (this.answered !== this.strokes) return;
    this.removing = this.begunOf.get(this.strokes) ?? this.strokes;
    tell(this.name, 'remove', { strokes: this.strokes, parts: flags });
    this.removing = null;
    this.list.say(this.words.removed);
    this.list.summary.focus({ preventScroll: true });
  }

  keep({ stroke_id }) {
    this.kept.add(stroke_id);
    this.list.summary.focus({ preventScroll: true });
    this.ask();
  }

  forget() {
    this.kept.clear();
    this.list.summary.focus({ preventScroll: true });
    this.ask();
  }

  // What the server is asked, and answers.

  get granularity() {
    return this.root.querySelector('.grain input:checked').value;
  }

  get hasTarget() {
    return Boolean(this.picture || this.target);
  }

  ask() {
    this.list.showKept(this.kept.size);
    const isReady = this.seen && this.hasTarget && this.strokes.length > 0;
    if (!isReady) return;
    this.list.settle(true);
    if (!this.list.flags.length) this.list.say(this.words.looking);
    this.link.ask({ strokes: this.strokes, message: this.#message() });
  }

  #message() {
    const { gallery, token, level } = this.asked;
    const begun = this.begunOf.get(this.strokes);
    return {
      revision: ++this.revision,
      sketch: sketchText(this.strokes),
      begun: begun ? sketchText(begun) : null,
      granularity: this.granularity,
      target: this.target,
      picture: this.picture,
      kept: [...this.kept],
      gallery,
      token,
      level,
    };
  }

  show({ strokes, message, sent }, answer) {
    if (!this.seen || strokes !== this.strokes || message.revision !== this.revision) return;
    if (answer.error) {
      this.#forgetAnswer();
      this.list.show([], answer.error);
      return;
    }
    this.answered = strokes;
    this.list.show(answer.flags, this.#summary(answer.flags.length));
    const begun = this.begunOf.get(strokes) ?? strokes;
    this.comparison.show({ strokes, begun, flags: answer.flags }, answer);
    this.mark(null);
    this.#record(sent);
  }

  /** Dash what is flagged, this one more clearly. */
  mark(strong) {
    const { flags } = this.list;
    const marks = flags.map((flag, i) => ({ ...flag, number: i + 1, strong: flag === strong }));
    tell(this.name, 'marks', { by: 'clean', marks });
  }

  showTarget() {
    const { words, photo } = this;
    const isShown = this.hasTarget && photo;
    const place = this.root.querySelector('.target');
    place.querySelector('.lead').textContent = isShown ? words.target : words.no_target;
    place.querySelector('.detail').textContent = isShown ? photo.label : words.no_target_detail;
    swapPicture(place.querySelector('img'), isShown ? photo.address : '');
    this.choice.show(this.hasTarget);
    for (const part of ['.grain', '.result']) this.root.querySelector(part).hidden = !this.hasTarget;
  }

  /** This is the target from now on, or none; what was kept was kept for the old one. */
  #become(target, picture) {
    if (target === this.target && picture === this.picture) return;
    this.target = target;
    this.picture = picture;
    this.photo = null;
    this.answered = null;
    this.kept.clear();
    if (!this.hasTarget) this.#forgetAnswer();
  }

  #forgetAnswer() {
    this.answered = null;
    this.list.show([], '');
    this.comparison.showNothing();
    this.mark(null);
  }

  #summary(count) {
    const { words, granularity } = this;
    const isParts = granularity === 'psla';
    if (!count) return isParts ? words.nothing_parts : words.nothing;
    const one = isParts ? words.summary_one_part : words.summary_one;
    return count === 1 ? one : fill(isParts ? words.summary_parts : words.summary, { count });
  }

  /** Milliseconds of the page's clock, for `bench cleaning`. */
  #record(sent) {
    this.root.cleanTimings.push({ changed: this.changedAt, sent, shown: performance.now() });
    this.root.cleanTimings.splice(0, this.root.cleanTimings.length - TIMINGS_KEPT);
  }
}

/** Strokes as the text of a sketch. */
function sketchText(strokes) {
  return JSON.stringify({ version: 1, strokes });
}

new CleanPanel(element.querySelector('.clean-panel')).start();

/** The panel of found photos, and of the one that the colours explain. */

const SPEAK_AFTER_MS = 900; // a screen reader hears the last of several quick answers

class PhotoPanel {
  constructor(root) {
    this.root = root;
    this.name = props.canvas_name;
    this.words = props.words;
    this.gridBox = root.querySelector('.grid-box');
    this.explained = root.querySelector('.explained');
    this.target = null;
    this.pickedPhoto = null;
    this.anyway = false;
    this.gallery = null;
    this.unfamiliarDetail = this.words.unfamiliar_detail;
    const chosen = (photo) => this.pick(photo.id === this.target ? null : photo.id);
    const toLevel = (level) => tell(this.name, 'level', { level });
    this.levels = new LevelChoice(root, this.words, props.levels, toLevel);
    this.curve = new SureCurve(root, this.words);
    this.places = Array.from({ length: props.count }, () => new PhotoPlace(this.words, chosen));
  }

  start() {
    this.root.querySelector('.grid').append(...this.places.map((place) => place.element));
    this.#showCategories(props.categories);
    this.root.querySelector('.categories').addEventListener('change', ({ target }) => {
      tell(this.name, 'category', { category: target.value || null });
    });
    this.root.querySelector('.let-go').addEventListener('click', () => this.pick(null));
    this.root.querySelector('.anyway').addEventListener('click', () => this.showAnyway());
    hear(this.root, this.name, 'answer', ({ answer, doubts }) => this.show(answer, doubts));
    hear(this.root, this.name, 'empty', () => this.showNothing());
    hear(this.root, this.name, 'gallery', (gallery) => this.galleryChanged(gallery));
    hear(this.root, this.name, 'link', ({ state }) => this.#markStale(state));
    this.showNothing();
    tell(this.name, 'hello');
  }

  /** Explain this photo from now on; null: whichever is the best. */
  pick(photo) {
    this.target = photo;
    this.pickedPhoto = this.places.map((place) => place.photo).find((one) => one?.id === photo);
    for (const place of this.places) place.show(place.photo, photo);
    tell(this.name, 'target', { photo });
  }

  /**
   * @param {object} answer as `sketchapp.ui.reply` writes it
   * @param {number[]} doubts 0..1, how the doubt went up to now
   */
  show(answer, doubts) {
    this.target = answer.target;
    this.pickedPhoto = answer.picked ? answer.explained : null;
    this.answer = answer;
    if (answer.familiar) this.anyway = false;
    this.places.forEach((place, i) => place.show(answer.found[i] ?? null, answer.target));
    this.#showGrid(answer.familiar || this.anyway);
    this.#showExplained(answer);
    if (answer.abstraction) this.levels.show(answer.abstraction);
    this.curve.show(doubts, answer.familiar);
    this.#speak(answer.familiar ? this.#summary(answer) : this.words.unfamiliar);
  }

  showNothing() {
    this.answer = null;
    this.anyway = false;
    for (const place of this.places) place.show(null, null);
    this.levels.showNothing();
    this.curve.showNothing();
    this.#notice('blank', this.words.empty, this.words.empty_detail);
    if (this.pickedPhoto) this.#explainPickedAlone();
    else this.#explainNone();
    this.#showReliability('', '');
  }

  /** Show what was found although nothing resembles the sketch. */
  showAnyway() {
    this.anyway = true;
    this.#showGrid(true);
    this.#showExplained(this.answer);
    tell(this.name, 'anyway');
  }

  #showGrid(matches) {
    this.root.querySelector('.anyway').hidden = matches;
    this.root.querySelector('.grid').inert = !matches;
    if (matches) this.gridBox.classList.remove('quiet', 'blank');
    else this.#notice('quiet', this.words.unfamiliar, this.unfamiliarDetail);
  }

  #notice(kind, lead, detail) {
    this.gridBox.classList.remove('quiet', 'blank');
    this.gridBox.classList.add(kind);
    this.root.querySelector('.anyway').hidden = kind !== 'quiet';
    this.root.querySelector('.notice .lead').textContent = lead;
    this.root.querySelector('.notice .detail').textContent = detail;
  }

  #showExplained({ explained, familiar, picked, trust, order }) {
    const isShown = explained && (familiar || picked || this.anyway);
    this.#showReliability(familiar || this.anyway ? trust : '', isShown ? order : '');
    if (!isShown) {
      this.#explainNone();
      return;
    }
    const { label, address } = explained;
    const similarity = explained.similarity.toFixed(2);
    const lead = picked ? this.words.picked : this.words.best;
    this.#explain(lead, fill(this.words.explained_detail, { label, similarity }), address);
    this.explained.classList.toggle('picked', picked);
    this.root.querySelector('.let-go').hidden = !picked;
  }

  #showReliability(trust, order) {
    this.root.querySelector('.trust').textContent = trust;
    this.root.querySelector('.order').textContent = order;
  }

  /** The place stays, so that nothing below it moves. */
  #explainNone() {
    this.#explain(this.words.none_explained, this.words.none_explained_detail, '');
    this.explained.classList.remove('picked');
    this.root.querySelector('.let-go').hidden = true;
  }

  /** The pick stays when the sketch is gone, its similarity does not. */
  #explainPickedAlone() {
    const { label, address } = this.pickedPhoto;
    const detail = fill(this.words.picked_without_sketch, { label });
    this.#explain(this.words.picked, detail, address);
  }

  #explain(lead, detail, address) {
    this.explained.querySelector('.lead').textContent = lead;
    this.explained.querySelector('.detail').textContent = detail;
    swapPicture(this.explained.querySelector('img'), address);
  }

  #summary({ found }) {
    if (!found.length) return this.words.none_found;
    const best = { label: found[0].label, similarity: found[0].similarity.toFixed(2) };
    return fill(this.words.spoken, { count: found.length, ...best, sure: this.curve.spoken });
  }

  #speak(sentence) {
    clearTimeout(this.speaking);
    const spoken = this.root.querySelector('.spoken');
    this.speaking = setTimeout(() => (spoken.textContent = sentence), SPEAK_AFTER_MS);
  }

  #markStale(state) {
    this.gridBox.classList.toggle('stale', state === 'gone');
  }

  /** Other photos are searched from now on; what was found among the old ones is gone. */
  galleryChanged({ gallery, categories, unfamiliar }) {
    const isOther = gallery !== this.gallery;
    this.gallery = gallery;
    this.unfamiliarDetail = unfamiliar;
    if (isOther || String(categories) !== String(this.categories)) this.#showCategories(categories);
    if (!isOther) return;
    this.target = null;
    this.pickedPhoto = null;
    this.showNothing();
  }

  #showCategories(categories) {
    this.categories = categories;
    const fieldset = this.root.querySelector('.categories');
    const all = { value: '', label: this.words.all };
    const each = categories.map((category) => ({ value: category, label: category }));
    for (const old of fieldset.querySelectorAll('label')) old.remove();
    fieldset.append(...[all, ...each].map((choice) => this.#categoryButton(choice)));
    fieldset.hidden = categories.length < 2;
  }

  #categoryButton({ value, label }) {
    const box = document.createElement('label');
    const radio = document.createElement('input');
    const text = document.createElement('span');
    Object.assign(radio, { type: 'radio', name: `category-${this.name}`, value, checked: !value });
    text.textContent = label;
    box.append(radio, text);
    return box;
  }
}

new PhotoPanel(element.querySelector('.photo-panel')).start();

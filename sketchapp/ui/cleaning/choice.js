/** Which photo is being drawn: one of those found, one of the gallery, or one's own. */

const SHIPPED = 'shipped'; // the gallery where none was chosen

class TargetChoice {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {(photo: {id: string, label: string, address: string}) => void} chosen
   * @param {(dataUrl: string | null) => void} brought null: the file is no picture
   */
  constructor(root, words, chosen, brought) {
    this.root = root.querySelector('.choice');
    this.words = words;
    this.chosen = chosen;
    this.brought = brought;
    this.place = { gallery: SHIPPED, token: '' };
    this.page = 0;
    this.wantsChange = false;
    this.change = root.querySelector('.change');
    this.category = this.root.querySelector('.category');
    this.browser = this.root.querySelector('.browser');
    this.file = this.root.querySelector('.file');
    this.#listen();
  }

  #listen() {
    const on = (name, then) => this.root.querySelector(name).addEventListener('click', then);
    this.change.addEventListener('click', () => {
      this.wantsChange = !this.wantsChange;
      this.show(true);
    });
    on('.upload', () => this.file.click());
    on('.browse', () => this.#toggleBrowser());
    on('.previous', () => this.#turn(this.page - 1));
    on('.next', () => this.#turn(this.page + 1));
    this.category.addEventListener('change', () => this.#turn(0));
    this.file.addEventListener('change', () => this.#take());
  }

  /** The choice is open as long as there is no target, or another one is wanted. */
  show(hasTarget) {
    this.root.hidden = hasTarget && !this.wantsChange;
    this.change.hidden = !hasTarget;
    this.change.setAttribute('aria-expanded', String(!this.root.hidden));
  }

  /** The photos found for the sketch. */
  showFound(photos) {
    this.#fill('.found', photos);
  }

  /** From now on another gallery is looked through. */
  lookIn(gallery, token) {
    const place = { gallery: gallery ?? SHIPPED, token: token ?? '' };
    const isOther = place.gallery !== this.place.gallery;
    this.place = place;
    if (!isOther) return;
    this.category.replaceChildren();
    if (!this.browser.hidden) this.#turn(0);
  }

  #pick(photo) {
    this.wantsChange = false;
    this.chosen(photo);
  }

  async #take() {
    const file = this.file.files[0];
    this.file.value = '';
    if (!file) return;
    const picture = await smallPicture(file).catch(() => null);
    if (picture) this.wantsChange = false;
    this.brought(picture);
  }

  #toggleBrowser() {
    this.browser.hidden = !this.browser.hidden;
    this.root.querySelector('.browse').setAttribute('aria-expanded', String(!this.browser.hidden));
    if (!this.browser.hidden) this.#turn(0);
  }

  async #turn(page) {
    const asked = { ...this.place, category: this.category.value, page };
    const reply = await server.list_photos(asked);
    if (!reply || asked.gallery !== this.place.gallery) return;
    const { error, photos, first, total, categories } = JSON.parse(reply);
    if (error) return;
    this.page = page;
    this.#showCategories(categories);
    this.#fill('.browsed', photos);
    const last = first + photos.length - 1;
    this.root.querySelector('.page').textContent = fill(this.words.page, { first, last, total });
    this.root.querySelector('.previous').disabled = page === 0;
    this.root.querySelector('.next').disabled = last >= total;
  }

  #showCategories(categories) {
    if (this.category.options.length === categories.length + 1) return;
    const each = [['', this.words.all], ...categories.map((name) => [name, name])];
    this.category.replaceChildren(...each.map(([value, label]) => new Option(label, value)));
  }

  #fill(list, photos) {
    const items = photos.map((photo) => this.#item(photo));
    this.root.querySelector(list).replaceChildren(...items);
  }

  #item(photo) {
    const item = document.createElement('li');
    const button = document.createElement('button');
    const label = fill(this.words.choose_photo, { label: photo.label });
    Object.assign(button, { type: 'button', className: 'choose', title: label });
    button.setAttribute('aria-label', label);
    const img = document.createElement('img');
    Object.assign(img, { alt: '', src: photo.address, loading: 'lazy' });
    button.append(img);
    button.addEventListener('click', () => this.#pick(photo));
    item.append(button);
    return item;
  }
}

/** Which photo is being drawn: one of those found, one of the gallery, or one's own. */

const SHIPPED = 'shipped'; // the gallery where none was chosen

class TargetChoice {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {(photo: {id: string, label: string, address: string}) => void} chosen
   * @param {(dataUrl: string) => void} brought
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
    this.refused = this.root.querySelector('.refused');
    this.link = new Link(
      ({ message }) => server.list_photos(message),
      ({ message }, answer) => this.#showPage(message, answer),
      (state) => state === 'gone' && this.#sayOfPage(words.gone),
    );
    this.#listen();
  }

  #listen() {
    const on = (name, then) => this.root.querySelector(name).addEventListener('click', then);
    this.change.addEventListener('click', () => {
      this.wantsChange = !this.wantsChange;
      this.refused.textContent = '';
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
    const hadFocus = this.root.contains(document.activeElement);
    this.root.hidden = hasTarget && !this.wantsChange;
    this.change.hidden = !hasTarget;
    if (hadFocus && this.root.hidden) this.change.focus({ preventScroll: true });
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
    this.refused.textContent = '';
    this.chosen(photo);
  }

  async #take() {
    const file = this.file.files[0];
    this.file.value = '';
    if (!file) return;
    const picture = await smallPicture(file).catch(() => null);
    this.refused.textContent = picture ? '' : this.words.no_picture;
    if (!picture) return;
    this.wantsChange = false;
    this.brought(picture);
  }

  #toggleBrowser() {
    this.browser.hidden = !this.browser.hidden;
    this.root.querySelector('.browse').setAttribute('aria-expanded', String(!this.browser.hidden));
    if (!this.browser.hidden) this.#turn(0);
  }

  #turn(page) {
    this.link.ask({ message: { ...this.place, category: this.category.value, page } });
  }

  #showPage({ gallery, page }, { error, photos, first, total, categories }) {
    if (gallery !== this.place.gallery) return;
    if (error) {
      this.#sayOfPage(error);
      return;
    }
    this.page = page;
    this.#showCategories(categories);
    this.#fill('.browsed', photos);
    const last = first + photos.length - 1;
    this.#sayOfPage(fill(this.words.page, { first, last, total }));
    this.root.querySelector('.previous').disabled = page === 0;
    this.root.querySelector('.next').disabled = last >= total;
  }

  #sayOfPage(sentence) {
    this.root.querySelector('.page').textContent = sentence;
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

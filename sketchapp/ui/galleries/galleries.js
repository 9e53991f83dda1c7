/** Which gallery is searched; one's own can be made, added to, renamed and deleted. */

const SHIPPED = 'shipped';

/** This browser's secret: what it uploads belongs to whoever has it. */
function visitorToken() {
  const key = 'sketchapp:visitor';
  try {
    const known = localStorage.getItem(key);
    if (known) return known;
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    const token = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    localStorage.setItem(key, token);
    return token;
  } catch {
    return ''; // nothing can be kept in this browser, so nothing can be its own
  }
}

class GalleryPanel {
  constructor(root) {
    this.root = root;
    this.name = props.canvas_name;
    this.words = props.words;
    this.key = `sketchapp:gallery:${this.name}`;
    this.token = visitorToken();
    this.choice = root.querySelector('.choice');
    this.menu = root.querySelector('.menu');
    this.question = root.querySelector('.question');
    this.galleries = [];
    this.current = SHIPPED;
    const { words, limits } = props;
    const dialog = root.querySelector('.import');
    this.importer = new Importer(
      dialog,
      { words, limits, token: this.token },
      (gallery) => this.reload(gallery),
      (sentence) => (this.root.querySelector('.status').textContent = sentence),
    );
  }

  async start() {
    const act = (selector, then) =>
      this.root.querySelector(selector).addEventListener('click', () => {
        this.menu.open = false;
        then();
      });
    this.choice.addEventListener('change', () => this.choose(this.choice.value));
    act('.add', () => this.importer.open());
    act('.extend', () => this.importer.open(this.chosen));
    act('.rename', () => this.#askToRename());
    act('.delete', () => this.#askToDelete());
    this.#listenToQuestion();
    document.addEventListener('pointerdown', ({ target }) => {
      if (!this.menu.contains(target)) this.menu.open = false;
    });
    this.menu.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.menu.open = false;
    });
    hear(this.root, this.name, 'refused', () => this.reload());
    hear(this.root, this.name, 'hello', () => this.#announce());
    this.root.querySelector('.add').hidden = !this.token;
    const running = await this.reload(this.#remembered());
    if (running) this.importer.follow(running);
  }

  get chosen() {
    return this.galleries.find(({ id }) => id === this.current);
  }

  /** Ask the server what there is, and choose this one if it is there. Returns a running import. */
  async reload(wanted = null) {
    const listing = await this.#ask(server.list_galleries, {});
    if (!listing) return null;
    this.#show(listing, wanted ?? this.current);
    return listing.running;
  }

  choose(id) {
    this.current = id;
    this.choice.value = id;
    this.menu.hidden = !this.chosen.own;
    try {
      localStorage.setItem(this.key, id);
    } catch {
      // it is chosen for now, and forgotten later
    }
    this.#announce();
  }

  #show({ galleries }, wanted) {
    this.galleries = galleries;
    const options = galleries.map(({ id, name, count }) => {
      const words = count === 1 ? this.words.option_one : this.words.option;
      return new Option(fill(words, { name, count: count.toLocaleString() }), id);
    });
    this.choice.replaceChildren(...options);
    const known = galleries.some(({ id }) => id === wanted);
    this.choose(known ? wanted : SHIPPED);
  }

  #announce() {
    if (!this.chosen) return;
    const { id, ...about } = this.chosen; // categories, count, and sentences
    const gallery = id === SHIPPED ? null : id;
    tell(this.name, 'gallery', { ...about, gallery, token: this.token });
  }

  #remembered() {
    try {
      return localStorage.getItem(this.key) ?? SHIPPED;
    } catch {
      return SHIPPED;
    }
  }

  // The small dialog: a new name, or the last word before deleting.

  #listenToQuestion() {
    this.question.querySelector('.cancel').addEventListener('click', () => this.question.close());
    this.question.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.answered();
    });
  }

  #askToRename() {
    const words = { title: this.words.rename_title, go: this.words.rename };
    this.#open(words, true, (name) => this.#ask(server.rename_gallery, { id: this.current, name }));
  }

  #askToDelete() {
    const words = { title: fill(this.words.delete_title, this.chosen), go: this.words.delete };
    this.#open(words, false, () => this.#ask(server.delete_gallery, { id: this.current }));
  }

  #open({ title, go }, withName, act) {
    const find = (selector) => this.question.querySelector(selector);
    find('.title').textContent = title;
    find('.go').textContent = go;
    find('.field').hidden = !withName;
    find('.name').value = this.chosen.name;
    find('.error').textContent = '';
    this.answered = async () => {
      const name = find('.name').value.trim();
      if (withName && !name) {
        find('.error').textContent = this.words.no_name;
        return;
      }
      const listing = await act(name);
      if (!listing) return;
      this.question.close();
      this.#show(listing, this.current);
    };
    this.question.showModal();
  }

  /** What a server function answers; null, with its sentence shown, where it refuses. */
  async #ask(question, given) {
    let answer = null;
    try {
      const reply = await question({ token: this.token, ...given });
      answer = reply ? JSON.parse(reply) : null;
    } catch {
      // no answer: said below
    }
    const refused = !answer || 'revision' in answer;
    const sentence = refused ? (answer?.error ?? this.words.lost) : '';
    this.question.querySelector('.error').textContent = sentence;
    if (!this.question.open && !this.importer.isWorking) {
      this.root.querySelector('.status').textContent = sentence;
    }
    return refused ? null : answer;
  }
}

new GalleryPanel(element.querySelector('.galleries')).start();

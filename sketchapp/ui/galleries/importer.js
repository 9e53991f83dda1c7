/** The dialog that makes a gallery of a person's own photos: choose, send, build, done. */

const WATCH_MS = 500;
const WATCH_TRIES = 8; // a server that restarts is away for a while
const PHASES_AT_WORK = new Set(['waiting', 'reading', 'encoding', 'finishing']);

class Importer {
  /**
   * @param {HTMLDialogElement} dialog
   * @param {{words: object, limits: object, token: string}} props
   * @param {(gallery: string | null) => Promise} finished with the gallery to search, or null
   * @param {(sentence: string) => void} tellAside what to say while the dialog is out of the way
   */
  constructor(dialog, { words, limits, token }, finished, tellAside) {
    Object.assign(this, { dialog, words, limits, token, finished, tellAside });
    this.find = (selector) => dialog.querySelector(selector);
    this.title = this.find('.title').textContent;
    this.files = [];
    this.run = 0; // grows whenever what is under way is not wanted any more
    this.#listen();
  }

  /** Is something being sent or built? */
  get isWorking() {
    return this.dialog.dataset.step === 'work';
  }

  #listen() {
    for (const input of [this.find('.files'), this.find('.folder')]) {
      input.addEventListener('change', () => this.#take(chosenFiles(input.files)));
    }
    const drop = this.find('.drop');
    for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop']) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.classList.toggle('over', kind === 'dragenter' || kind === 'dragover');
      });
    }
    drop.addEventListener('drop', async (event) => this.#take(await droppedFiles(event.dataTransfer)));
    this.find('form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#go();
    });
    this.find('.name').addEventListener('input', () => (this.isNamed = true));
    this.find('.cancel').addEventListener('click', () => this.#cancel());
    this.find('.aside').addEventListener('click', () => this.#stepAside());
    this.dialog.addEventListener('cancel', (event) => {
      event.preventDefault(); // Escape never throws away what is under way
      if (this.isWorking) this.#stepAside();
      else this.dialog.close();
    });
  }

  /** Ask for photos: of a new gallery, or to add to one that is there. */
  open(gallery = null) {
    if (this.isWorking) {
      this.dialog.showModal();
      return;
    }
    this.addTo = gallery;
    this.files = [];
    this.importId = null;
    this.isNamed = Boolean(gallery);
    this.find('.title').textContent = gallery ? fill(this.words.extend, gallery) : this.title;
    this.find('.field').hidden = Boolean(gallery);
    this.find('.name').value = gallery ? gallery.name : '';
    for (const input of this.dialog.querySelectorAll('input[type=file]')) input.value = '';
    this.find('.chosen').textContent = '';
    this.#step('choose');
    this.dialog.showModal();
  }

  /** Go on watching a building that a reload of the page has interrupted; the page stays free. */
  async follow(importId) {
    if (this.isWorking) return;
    const run = ++this.run;
    this.importId = importId;
    this.#step('work');
    await this.#watch(run);
  }

  #take(all) {
    const files = pictures(all);
    const problem = this.#problem(files);
    this.files = problem ? [] : files;
    this.#error(problem);
    const left = all.length - files.length;
    const isZip = files.some(({ path }) => /\.zip$/i.test(path));
    const one = files.length === 1 ? this.words.chosen_one : this.words.chosen;
    const chosen = isZip ? this.words.chosen_zip : one;
    const others = left === 1 ? this.words.left_out_one : this.words.left_out;
    const rest = left ? ` ${fill(others, { count: left })}` : '';
    this.find('.chosen').textContent = problem ? '' : fill(chosen, { count: files.length }) + rest;
    this.find('.go').disabled = !this.files.length;
    if (!this.isNamed) this.find('.name').value = this.#nameOf(files);
  }

  #problem(files) {
    const isZip = files.some(({ path }) => /\.zip$/i.test(path));
    const most = isZip ? Infinity : this.limits.photo_bytes; // of a larger photo only its start is sent
    const total = files.reduce((sum, { file }) => sum + Math.min(file.size, most), 0);
    if (!files.length) return this.words.no_pictures;
    if (isZip && files.length > 1) return this.words.one_zip;
    if (files.length > this.limits.photos) {
      return fill(this.words.too_many, { count: this.limits.photos.toLocaleString() });
    }
    if (total > this.limits.total_bytes) {
      return fill(this.words.too_much, { size: Math.floor(this.limits.total_bytes / 1e6) });
    }
    return '';
  }

  /** The folder's name, or the zip's; photos alone get a plain one. */
  #nameOf(files) {
    const path = files[0]?.path ?? '';
    const base = path.includes('/') ? path.split('/')[0] : path.replace(/\.zip$/i, '');
    const isName = path.includes('/') || /\.zip$/i.test(path);
    return (isName ? base : this.words.plain_name).slice(0, 60);
  }

  async #go() {
    if (this.dialog.dataset.step === 'done') {
      this.dialog.close();
      this.finished(this.result.gallery);
      return;
    }
    const name = this.find('.name').value.trim();
    if (!name) {
      this.#error(this.words.no_name);
      return;
    }
    const run = ++this.run;
    this.#step('work');
    const given = { token: this.token, name, add_to: this.addTo?.id ?? '' };
    const begun = await this.#ask(run, server.begin_import, given);
    if (!begun) return;
    this.importId = begun.id;
    const isSent = await this.#send(run);
    if (isSent && (await this.#ask(run, server.start_import, { id: begun.id }))) {
      await this.#watch(run);
    }
  }

  /** Whether all files have arrived. */
  async #send(run) {
    const aborting = new AbortController();
    this.aborting = aborting;
    const total = this.files.length;
    const sent = (done) => {
      if (run === this.run) this.#progress(fill(this.words.sending, { done, total }), done / total);
    };
    sent(0);
    try {
      const options = { limit: this.limits.photo_bytes, signal: aborting.signal, sent };
      await sendFiles(this.importId, this.files, options);
      return run === this.run;
    } catch (error) {
      aborting.abort(); // the other files need not come either
      if (run === this.run) {
        this.#tellServer();
        this.#fail(error.sentence || this.words.lost);
      }
      return false;
    }
  }

  async #watch(run) {
    const { importId } = this;
    for (let lost = 0; run === this.run; ) {
      const state = await this.#reply(server.watch_import, { id: importId });
      if (run !== this.run) return;
      lost = state ? 0 : lost + 1;
      if (lost === WATCH_TRIES) this.#fail(this.words.lost);
      else if (state && !this.#showState(state)) return;
      await new Promise((resolve) => setTimeout(resolve, WATCH_MS * (lost + 1)));
    }
  }

  /** Show how far it is; whether it goes on. */
  #showState(state) {
    if ('revision' in state) this.#fail(state.error);
    else if (state.phase === 'done') this.#done(state);
    else if (state.phase === 'failed') this.#fail(state.error);
    else if (state.phase === 'cancelled') this.#stop();
    if (!PHASES_AT_WORK.has(state.phase)) return false;
    const words = { ...state, rate: Math.max(1, Math.round(state.per_second)) };
    const sentence = state.per_second ? this.words[state.phase] : this.words[`${state.phase}_first`];
    this.#progress(fill(sentence ?? this.words[state.phase], words), state.done / (state.total || 1));
    return true;
  }

  /** What a server function answers; null where no answer comes. */
  async #reply(question, given) {
    try {
      const reply = await question(given);
      return reply ? JSON.parse(reply) : null;
    } catch {
      return null;
    }
  }

  /** An answer that is wanted; null, with its sentence shown, where the server refuses. */
  async #ask(run, question, given) {
    const answer = await this.#reply(question, given);
    if (run !== this.run) {
      if (answer?.id) server.cancel_import({ id: answer.id });
      return null;
    }
    if (answer && !('revision' in answer)) return answer;
    this.#fail(answer?.error ?? this.words.lost);
    return null;
  }

  #done(state) {
    this.run++;
    this.result = state.result;
    const { skipped, count } = state.result;
    const words = this.dialog.open ? this.words.done : this.words.done_aside;
    const sentence = fill(words, { name: state.name, count: count.toLocaleString() });
    this.find('.summary').textContent = sentence;
    const details = this.find('.skipped');
    details.hidden = !skipped.length;
    details.querySelector('summary').textContent = fill(this.words.skipped, { count: state.skipped });
    const items = skipped.map(({ name, reason }) => `${name}: ${reason}`);
    if (state.skipped > skipped.length) items.push('…');
    details.querySelector('ul').replaceChildren(...items.map(listItem));
    if (this.dialog.open) {
      this.#step('done');
      this.finished(null);
    } else {
      this.#step('choose');
      this.finished(null).then(() => this.tellAside(sentence));
    }
  }

  #fail(sentence) {
    this.run++;
    this.#step('choose');
    this.#error(sentence);
    this.find('.go').disabled = !this.files.length;
    if (!this.dialog.open) this.tellAside(sentence);
  }

  /** Close the dialog for good, without a word. */
  #stop() {
    this.run++;
    this.#step('choose');
    this.tellAside('');
    this.dialog.close();
  }

  /** Let the person draw on; the work goes on, and says in one line how far it is. */
  #stepAside() {
    this.dialog.close();
    this.tellAside(this.find('.how-far').textContent);
  }

  #cancel() {
    if (this.isWorking) {
      this.aborting?.abort();
      this.#tellServer();
      this.#stop();
    } else {
      this.dialog.close();
    }
  }

  /** The files will not come; the server need not be waited for. */
  #tellServer() {
    if (this.importId) this.#reply(server.cancel_import, { id: this.importId });
    this.importId = null;
  }

  #step(name) {
    this.dialog.dataset.step = name;
    this.#error('');
    this.#progress('', 0);
    this.find('.aside').hidden = name !== 'work';
    this.find('.go').hidden = name === 'work';
    this.find('.go').disabled = name === 'choose' && !this.files.length;
    this.find('.go').textContent = name === 'done' ? this.words.search : this.words.build;
    this.find('.cancel').textContent = name === 'done' ? this.words.close : this.words.cancel;
    if (name !== 'choose' && this.dialog.open) this.find(name === 'work' ? '.aside' : '.go').focus();
  }

  #progress(sentence, share) {
    this.find('.how-far').textContent = sentence;
    this.find('progress').value = share;
    if (this.isWorking && !this.dialog.open) this.tellAside(sentence);
    else this.tellAside('');
  }

  #error(sentence) {
    this.find('.error').textContent = sentence;
  }
}

function listItem(sentence) {
  const item = document.createElement('li');
  item.textContent = sentence;
  return item;
}

/**
 * "Listen to every stroke": asked for step by step, so that each is seen and the next need not come.
 */

class Listening {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {{question: () => object, heard: (photo: object, still: number[]) => void, ended: (sentence: string) => void}} acts
   *   what is asked about, what a step has made, and how it ended
   */
  constructor(root, words, acts) {
    this.form = root.querySelector('.listen');
    this.words = words;
    this.acts = acts;
    this.run = 0; // the number of the one that goes on; a step of another one is not shown
    this.isRunning = false;
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#listen();
    });
    this.form.querySelector('.stop').addEventListener('click', () => this.stop(true));
    this.#showRunning(false);
  }

  get way() {
    return this.form.querySelector('.ways input:checked').value;
  }

  /** There is, or is not, something to listen to. */
  enable(isPossible) {
    this.form.querySelector('.go').disabled = !isPossible;
  }

  /** Ask for no further step. byHand: say so, and keep what there is. */
  stop(byHand = false) {
    if (!this.isRunning) return;
    this.run++;
    const hadFocus = this.form.querySelector('.stop') === document.activeElement;
    this.#showRunning(false);
    if (hadFocus) this.form.querySelector('.go').focus({ preventScroll: true });
    if (byHand) this.acts.ended(fill(this.words.stopped, { sentence: this.sentence }));
  }

  async #listen() {
    if (this.isRunning) return;
    const number = ++this.run;
    const { way } = this;
    this.sentence = '';
    this.#showRunning(true);
    this.form.querySelector('.stop').focus({ preventScroll: true });
    const begun = await answerOf(server.begin_listening({ ...this.acts.question(), way }));
    let answer = begun;
    while (number === this.run && answer && !answer.error && !answer.is_last) {
      answer = await answerOf(server.go_on_listening({ run: begun.run, way }));
      if (number !== this.run) return;
      if (answer?.photo) this.#show(answer);
    }
    if (number === this.run) this.#end(answer);
  }

  #show({ step, total, photo, still, sentence }) {
    this.sentence = sentence;
    const bar = this.form.querySelector('progress');
    bar.max = total;
    bar.value = step;
    this.form.querySelector('.step').textContent = fill(this.words.step, { step, total });
    this.acts.heard(photo, still);
  }

  #end(answer) {
    this.stop();
    this.acts.ended(answer ? (answer.error ?? answer.sentence) : this.words.lost);
  }

  #showRunning(isRunning) {
    this.isRunning = isRunning;
    this.form.querySelector('.running').hidden = !isRunning;
    this.form.querySelector('.go').hidden = isRunning;
    this.form.querySelector('.ways').disabled = isRunning;
    this.form.querySelector('.step').textContent = this.words.listening;
    this.form.querySelector('progress').value = 0;
  }
}

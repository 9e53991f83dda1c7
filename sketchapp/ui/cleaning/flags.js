/** The list of what is dashed on the canvas, with the reasons, and what to do about each. */

class FlagList {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {{remove: (flags: object[]) => void, keep: (flag: object) => void,
   *   look: (flag: object | null) => void, forget: () => void}} acts
   */
  constructor(root, words, acts) {
    this.root = root.querySelector('.result');
    this.words = words;
    this.acts = acts;
    this.list = this.root.querySelector('.flags');
    this.removeAll = this.root.querySelector('.remove-all');
    this.summary = this.root.querySelector('.summary');
    this.forget = this.root.querySelector('.forget');
    this.flags = [];
    this.removeAll.addEventListener('click', () => acts.remove(this.flags));
    this.forget.addEventListener('click', () => acts.forget());
  }

  /**
   * @param {object[]} flags of the server, the most harmful first
   * @param {string} sentence above them
   */
  show(flags, sentence) {
    this.flags = flags;
    this.list.replaceChildren(...flags.map((flag, i) => this.#item(flag, i + 1)));
    this.removeAll.hidden = flags.length === 0;
    this.say(sentence);
    this.settle(false);
  }

  say(sentence) {
    if (this.summary.textContent !== sentence) this.summary.textContent = sentence;
  }

  /** What is shown belongs to a drawing that has changed: nothing can be pressed meanwhile. */
  settle(isStale) {
    this.list.inert = this.removeAll.disabled = isStale;
    this.list.classList.toggle('stale', isStale);
  }

  showKept(count) {
    this.forget.hidden = count === 0;
  }

  #item(flag, number) {
    const item = document.createElement('li');
    const badge = document.createElement('span');
    const reason = document.createElement('p');
    badge.className = 'badge';
    badge.textContent = number;
    reason.textContent = flag.reason;
    const { remove, keep, remove_label, keep_label } = this.words;
    const removes = this.#button(remove, fill(remove_label, { number }), () => this.acts.remove([flag]));
    const keeps = this.#button(keep, fill(keep_label, { number }), () => this.acts.keep(flag));
    item.append(badge, reason, removes, keeps);
    for (const [event, shown] of [['mouseenter', flag], ['mouseleave', null], ['focusin', flag], ['focusout', null]]) {
      item.addEventListener(event, () => this.acts.look(shown));
    }
    return item;
  }

  #button(label, spoken, act) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', textContent: label });
    button.setAttribute('aria-label', spoken);
    button.addEventListener('click', act);
    return button;
  }
}

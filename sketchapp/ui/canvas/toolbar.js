/** Buttons, menus and keys of one canvas. */

const KEYS = { p: 'pen', e: 'eraser' };
const CONTROL_KEYS = { z: 'undo', y: 'redo' };

/**
 * The action that a key stands for, or null.
 * @param {KeyboardEvent} event
 */
function actionOfKey(event) {
  const key = event.key.toLowerCase();
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    return key === 'z' && event.shiftKey ? 'redo' : (CONTROL_KEYS[key] ?? null);
  }
  if (event.shiftKey && (key === 'delete' || key === 'backspace')) return 'clear';
  return KEYS[key] ?? null;
}

/** Does this element take typed text? */
const takesText = (element) => element.matches('input:not([type=radio]), textarea, [contenteditable]');

class Toolbar {
  /**
   * @param {HTMLElement} root the canvas with its tools
   * @param {(action: string) => void} act
   */
  constructor(root, act) {
    this.root = root;
    this.act = act;
    this.menus = [...root.querySelectorAll('details.menu')];
    root.addEventListener('click', (event) => this.#click(event));
    root.addEventListener('keydown', (event) => this.#key(event, actionOfKey(event)));
    for (const sign of ['pointerdown', 'focusin']) {
      root.addEventListener(sign, () => this.#use(), { capture: true });
    }
    if (!window.sketchCanvasInUse?.isConnected) this.#use();
    for (const menu of this.menus) menu.addEventListener('focusout', (event) => this.#leave(menu, event));
    document.addEventListener('keydown', (event) => this.#distantKey(event));
    document.addEventListener('pointerdown', (event) => this.#closeMenus(event.target));
  }

  /** Show which tool is in the hand. */
  choose(tool) {
    for (const name of ['pen', 'eraser']) {
      this.button(name).setAttribute('aria-pressed', String(name === tool));
    }
  }

  /** A button that can be pressed no more leaves the focus to the paper. */
  enable(action, possible) {
    const button = this.button(action);
    const hadFocus = button === document.activeElement;
    button.disabled = !possible;
    if (hadFocus && !possible) this.root.querySelector('.stage').focus({ preventScroll: true });
  }

  button(action) {
    return this.root.querySelector(`[data-act="${action}"]`);
  }

  /** This is the canvas that hears Ctrl+Z when the focus is elsewhere on the page. */
  #use() {
    window.sketchCanvasInUse = this.root;
  }

  #click(event) {
    const button = event.target.closest('[data-act]');
    if (!button) return;
    this.#closeMenus(null);
    this.act(button.dataset.act);
  }

  #key(event, action) {
    if (event.key === 'Escape') this.#closeMenus(null);
    if (!action || takesText(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    this.act(action);
  }

  /** Ctrl+Z and Ctrl+Y work wherever the focus is, for the canvas that was used last. */
  #distantKey(event) {
    const isControl = event.ctrlKey || event.metaKey;
    if (!isControl || window.sketchCanvasInUse !== this.root) return;
    this.#key(event, actionOfKey(event));
  }

  /** A menu that the focus has left for another part of the page is closed. */
  #leave(menu, { relatedTarget }) {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  }

  #closeMenus(target) {
    for (const menu of this.menus) if (menu.open && !menu.contains(target)) this.#close(menu);
  }

  #close(menu) {
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector('summary').focus({ preventScroll: true });
  }
}

/**
 * Drawing without a pointer: the arrow keys move a cross over the paper, Space puts the pen (or the
 * eraser) down and lifts it again, Escape takes back the stroke under it.
 */

const STEP = 0.02; // of the paper's side
const FINE_STEP = 0.005; // with Shift
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class KeyPen {
  /**
   * @param {HTMLElement} stage the drawing area, which has the focus
   * @param {object} to as for `Pen`, and `pen`, which holds the clock of the sketch
   */
  constructor(stage, to) {
    this.stage = stage;
    this.to = to;
    this.place = [0.5, 0.5];
    this.isDown = false;
    this.stroke = null;
    this.cross = document.createElement('span');
    this.cross.className = 'cross';
    this.cross.hidden = true;
    stage.append(this.cross);
    stage.addEventListener('keydown', (event) => this.key(event));
    stage.addEventListener('pointerdown', () => this.#leave());
    stage.addEventListener('blur', () => this.#leave());
  }

  key(event) {
    if (event.target !== this.stage || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    const acts = way || event.key === ' ' || (event.key === 'Escape' && this.isDown);
    if (!acts || this.to.pen.isDown) return;
    event.preventDefault();
    this.cross.hidden = false;
    if (way) this.#move(way, event);
    else if (event.key === 'Escape') this.#cancel();
    else if (this.isDown) this.#lift(event.timeStamp);
    else this.#lower(event);
    this.#show();
  }

  #move([right, down], event) {
    const step = event.shiftKey ? FINE_STEP : STEP;
    const from = this.place;
    const within = (value) => rounded(Math.max(0, Math.min(1, value)));
    this.place = [within(from[0] + right * step), within(from[1] + down * step)];
    if (this.stroke) this.to.pen.extend(this.stroke, this.place, event);
    else if (this.isDown) this.to.erase(from, this.place);
  }

  #lower(event) {
    const erases = this.to.isErasing;
    this.stroke = erases ? null : this.to.newStroke('keyboard');
    this.isDown = erases || this.stroke !== null;
    if (this.stroke) this.to.pen.extend(this.stroke, this.place, event);
    else if (erases) this.to.erase(this.place, this.place);
  }

  #lift(timeStamp) {
    const { stroke } = this;
    this.isDown = false;
    this.stroke = null;
    if (stroke) this.to.finish(stroke, timeStamp);
    else this.to.finishErasing();
  }

  #cancel() {
    this.isDown = false;
    this.stroke = null;
    this.to.erased = null;
    this.to.cancel();
    this.to.repaint();
  }

  /** The hand takes the mouse, or goes elsewhere: what is drawn stays. */
  #leave() {
    if (this.isDown) this.#lift(performance.now());
    this.cross.hidden = true;
    this.#show();
  }

  #show() {
    const [x, y] = this.place;
    this.cross.style.left = `${100 * x}%`;
    this.cross.style.top = `${100 * y}%`;
    this.cross.classList.toggle('down', this.isDown);
  }
}

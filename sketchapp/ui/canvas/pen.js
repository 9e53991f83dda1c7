/** From pointer events (mouse, pen, touch) to strokes and erasing moves. */

const PALM_MS = 500; // a touch this soon after the pen is the hand that holds it
const PEN_ERASER_BUTTON = 5;
const PEN_ERASER_BIT = 32;
const NO_PRESSURE = 0.5; // of a mouse or a key
const PAUSE_MS = 500; // assumed between a loaded sketch and the first stroke added to it

/** Is this the other end of a pen, or its eraser button? */
const isPenEraser = ({ button, buttons }) =>
  button === PEN_ERASER_BUTTON || (buttons & PEN_ERASER_BIT) !== 0;

class Pen {
  /**
   * @param {HTMLElement} stage the drawing area
   * @param {object} to what to do: newStroke() or null where the sketch is full, extend(stroke),
   *   finish(stroke, timeStamp), cancel(), erase(from, to), finishErasing(), isFull(stroke);
   *   isErasing and sketchDuration are read
   */
  constructor(stage, to) {
    this.stage = stage;
    this.to = to;
    this.active = null;
    this.lastPen = -Infinity;
    this.timeZero = null;
    stage.addEventListener('pointerdown', (event) => this.down(event));
    stage.addEventListener('pointermove', (event) => this.move(event));
    stage.addEventListener('pointerup', (event) => this.up(event));
    stage.addEventListener('pointercancel', (event) => this.up(event));
    stage.addEventListener('blur', () => stage.classList.remove('by-pointer'));
  }

  get isDown() {
    return this.active !== null;
  }

  /** The next stroke starts the clock anew, after the end of the sketch that is there. */
  restartClock() {
    this.timeZero = null;
  }

  down(event) {
    if (!this.#mayStart(event)) return;
    event.preventDefault();
    this.stage.classList.add('by-pointer'); // whoever points needs no ring to see the focus
    this.stage.focus({ preventScroll: true });
    this.stage.setPointerCapture(event.pointerId);
    const erases = this.to.isErasing || isPenEraser(event);
    const stroke = erases ? null : this.to.newStroke(event.pointerType);
    if (!stroke && !erases) return;
    this.active = { pointer: event.pointerId, stroke, last: this.place(event) };
    this.#take(event);
  }

  move(event) {
    if (event.pointerType === 'pen') this.lastPen = event.timeStamp;
    if (this.active?.pointer !== event.pointerId) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) this.#take(one);
  }

  up(event) {
    if (this.active?.pointer !== event.pointerId) return;
    const { stroke } = this.active;
    this.active = null;
    if (!stroke) this.to.finishErasing();
    else if (event.type === 'pointercancel') this.to.cancel();
    else this.to.finish(stroke, event.timeStamp);
  }

  #mayStart(event) {
    const isPalm = event.pointerType === 'touch' && event.timeStamp - this.lastPen < PALM_MS;
    const isOtherButton = event.button > 0 && !isPenEraser(event);
    const isExample = event.target.closest('button') !== null; // on the empty paper
    return !this.isDown && !isPalm && !isOtherButton && !isExample;
  }

  /** [x, y] in the unit square; a captured pointer may leave it by one canvas. */
  place(event) {
    const box = this.stage.getBoundingClientRect();
    const within = (value) => rounded(Math.max(-1, Math.min(2, value)));
    return [
      within((event.clientX - box.left - this.stage.clientLeft) / this.stage.clientWidth),
      within((event.clientY - box.top - this.stage.clientTop) / this.stage.clientHeight),
    ];
  }

  #take(event) {
    const place = this.place(event);
    const { stroke, last } = this.active;
    this.active.last = place;
    if (!stroke) this.to.erase(last, place);
    else this.extend(stroke, place, event);
  }

  /**
   * Add a point to a stroke, with the time and the pressure of the event.
   * @param {object} stroke
   * @param {number[]} place [x, y] in the unit square
   * @param {PointerEvent | KeyboardEvent} event
   */
  extend(stroke, [x, y], event) {
    const last = stroke.x.length - 1;
    const stands = last >= 0 && stroke.x[last] === x && stroke.y[last] === y;
    if (stands || this.to.isFull(stroke)) return;
    const pauseMs = this.to.sketchDuration ? PAUSE_MS : 0;
    this.timeZero ??= event.timeStamp - this.to.sketchDuration - pauseMs;
    stroke.x.push(x);
    stroke.y.push(y);
    stroke.t.push(Math.max(0, Math.round(event.timeStamp - this.timeZero)));
    const feelsPressure = ['pen', 'touch'].includes(event.pointerType);
    stroke.p.push(feelsPressure ? rounded(event.pressure) : NO_PRESSURE);
    this.to.extend(stroke);
  }
}

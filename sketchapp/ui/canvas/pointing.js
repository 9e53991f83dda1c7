/** Which stroke the mouse is over, told to whoever wants to know, while nothing is drawn. */

class Pointing {
  /**
   * @param {HTMLElement} stage the drawing area
   * @param {(event: PointerEvent) => number | null} strokeUnder id of the stroke there
   * @param {(id: number | null) => void} told once for every stroke, and when there is none any more
   */
  constructor(stage, strokeUnder, told) {
    this.strokeUnder = strokeUnder;
    this.told = told;
    this.isWanted = false;
    this.over = null;
    stage.addEventListener('pointermove', (event) => this.#move(event));
    stage.addEventListener('pointerleave', () => this.#tell(null));
    stage.addEventListener('pointerdown', () => this.#tell(null));
  }

  #move(event) {
    if (!this.isWanted || event.buttons || event.pointerType === 'touch') return;
    this.event = event;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.#tell(this.isWanted ? this.strokeUnder(this.event) : null);
    });
  }

  #tell(id) {
    if (id === this.over) return;
    this.over = id;
    this.told(id);
  }
}

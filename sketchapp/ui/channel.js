/**
 * How the parts of a page talk to each other: events on the document, each with the name of the
 * canvas it belongs to, so that two canvases on one page do not hear each other.
 */

/**
 * Tell the other parts of this canvas.
 * @param {string} canvas name of the canvas
 * @param {string} what `answer`, `changed`, `empty`, `link`, `target`, `category`, `level`, `gallery`, `refused`, `anyway`, `guess`, `hello`, `marks`, `shades`, `remove`, `pointing`, `pointed`
 * @param {object} detail what there is to say
 */
function tell(canvas, what, detail = {}) {
  document.dispatchEvent(new CustomEvent(`sketchapp:${what}`, { detail: { canvas, ...detail } }));
}

/**
 * Hear what the other parts of this canvas say, until the element has left the page.
 * @param {Element} owner who listens
 * @param {string} canvas name of the canvas
 * @param {string} what as in `tell`
 * @param {(detail: object) => void} then
 */
function hear(owner, canvas, what, then) {
  const listener = (event) => {
    if (!owner.isConnected) {
      document.removeEventListener(`sketchapp:${what}`, listener);
    } else if (event.detail.canvas === canvas) {
      then(event.detail);
    }
  };
  document.addEventListener(`sketchapp:${what}`, listener);
}

/**
 * Fill the {names} of a sentence.
 * @param {string} sentence
 * @param {Record<string, unknown>} values
 * @returns {string}
 */
function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** Where a card lies: beside what it is about, in the window, and off the paper if possible. */

const GAP_PX = 12;
const OVER_PAPER = 1; // harm of a covered pixel
const OVER_BOX = 100; // what a card is about must be seen

/**
 * Corners of the card beside a box, as the page lies in the window now.
 * @param {DOMRect} box what the card is about
 * @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} view the window
 * @param {DOMRect} paper
 * @returns {{left: number, top: number}}
 */
function placeBeside(box, card, view, paper) {
  const across = between(box.top, view.height - card.height - GAP_PX);
  const along = between(box.left, view.width - card.width - GAP_PX);
  const places = [
    { left: box.right + GAP_PX, top: across },
    { left: along, top: box.bottom + GAP_PX },
    { left: box.left - card.width - GAP_PX, top: across },
    { left: along, top: box.top - card.height - GAP_PX },
    { left: along, top: paper.bottom + GAP_PX },
  ].map(({ left, top }) => ({
    left: between(left, view.width - card.width - GAP_PX),
    top: between(top, view.height - card.height - GAP_PX),
  }));
  const harm = (place) => OVER_PAPER * covered(place, card, paper) + OVER_BOX * covered(place, card, box);
  return places.reduce((best, place) => (harm(place) < harm(best) ? place : best));
}

/** As near to a place as the window allows. */
function between(place, last) {
  return Math.max(GAP_PX, Math.min(place, last));
}

/** Area of a box that a card at a place covers, px². */
function covered({ left, top }, { width, height }, box) {
  const wide = Math.min(left + width, box.right) - Math.max(left, box.left);
  const high = Math.min(top + height, box.bottom) - Math.max(top, box.top);
  return Math.max(0, wide) * Math.max(0, high);
}

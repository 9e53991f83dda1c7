/**
 * What each step is about: `place` is where on the page, as a selector or as a tab; `tab` must be
 * open for it; `task` is what the person may do there, and goes on with the tour.
 */
const PLACES = {
  draw: { place: '.sketch-canvas .stage', task: 'drawn' },
  photos: { place: '.photo-panel .grid-box', tab: 'find', task: 'picked' },
  colours: { place: '.sketch-canvas .meaning', tab: 'find', task: 'coloured' },
  sure: { place: '.photo-panel .reading', tab: 'find', task: 'drawn' },
  clean: { opens: 'clean', task: 'clean' },
  photo: { opens: 'photo', task: 'photo' },
  fool: { opens: 'fool', task: 'fool' },
  end: { place: '.tour .begin' },
};

/** The tab of this name, as a button. */
function tabButton(name) {
  const tabs = [...document.querySelectorAll('.desk [role="tab"]')];
  return tabs.find((tab) => tab.textContent.trim() === props.tabs[name]);
}

/** What a step points at. */
function placeOf({ place, opens }) {
  return opens ? tabButton(opens) : document.querySelector(place);
}

/** Open the tab that a step needs. */
function openTabOf({ tab }) {
  const button = tab && tabButton(tab);
  if (button?.getAttribute('aria-selected') === 'false') button.click();
}

/**
 * Tell what a person does that is a task of some step, until the owner has left the page.
 * @param {Element} owner
 * @param {string} canvas name of the canvas
 * @param {(task: string) => void} done
 */
function watchTasks(owner, canvas, done) {
  let known = null; // a question about the same strokes is no drawing
  hear(owner, canvas, 'changed', ({ strokes }) => {
    if (strokes !== known && strokes.length) done('drawn');
    known = strokes;
  });
  hear(owner, canvas, 'target', ({ photo }) => photo && done('picked'));
  document.addEventListener('change', ({ target }) => {
    if (target.closest('.sketch-canvas .modes')) done('coloured');
  });
  document.addEventListener('click', ({ target }) => {
    const tab = target.closest('[role="tab"]');
    for (const name of ['clean', 'photo', 'fool']) if (tab && tab === tabButton(name)) done(name);
  });
}

/** The page: a list of studies, or one study from consent to the completion code. */

import { Refusal, ROOT } from './api.js';
import { begin, invitationOf, listStudies, showCode } from './begin.js';
import { button, make } from './dom.js';
import { finish } from './finish.js';
import { codeOf, dropCode, Kept } from './kept.js';
import { offerLeaving } from './leave.js';
import { Screen, Session } from './session.js';
import { Trouble } from './steady.js';
import { runTrials } from './trials.js';
import { languages, learnLanguages, ownName, speak, spoken } from './words.js';

const LANGUAGE = 'sketchapp:study-language';
const LARGE = 'sketchapp:study-large';

const screen = new Screen(new Trouble(document.getElementById('trouble')));
let session = null;

/** The study that the address names; empty for the list. */
function studyOfAddress() {
  const [, name = ''] = location.pathname.slice(ROOT.pathname.length).split('/');
  return decodeURIComponent(name);
}

async function start() {
  setLarge(recalled(LARGE) === 'yes');
  const study = studyOfAddress();
  await learnLanguages();
  speak(recalled(LANGUAGE) ?? navigator.language);
  offerLanguages();
  if (study) await takePart(study);
  else {
    screen.nameless();
    await listStudies(screen);
  }
}

async function takePart(study) {
  const { code, standing, isNew } = await entered(study);
  screen.name(standing.title, standing.language);
  useLanguageOf(standing);
  session = new Session(study, code, screen);
  offerLeaving(session, true);
  try {
    if (isNew) await showCode(session);
    await runTrials(session);
    await finish(session);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 404) leaveUnknown(study, code);
    screen.trouble.refuse(error, button('trouble.reload', () => location.reload()));
  }
}

/** Whoever takes part: by the code that this browser has, or by beginning. */
async function entered(study) {
  const code = codeOf(study);
  if (code !== null && new Kept(code).get('begun')) {
    const standing = await new Session(study, code, screen).steadily('GET', '/participant').catch((error) => {
      if (error.status !== 404) throw error;
      leaveUnknown(study, code); // deleted meanwhile
      return null;
    });
    if (standing !== null) return { code, standing, isNew: false };
  }
  const invitation = await invitationOf(study, screen.trouble);
  if (invitation !== null) {
    screen.name(invitation.title, invitation.language);
    useLanguageOf(invitation);
  } else screen.nameless();
  return begin(screen, study, invitation);
}

function leaveUnknown(study, code) {
  new Kept(code).clear();
  dropCode(study);
}

// Language and size of the text, for this tab.

function useLanguageOf({ language }) {
  if (recalled(LANGUAGE) === null) change(language);
}

function change(language) {
  speak(language);
  document.getElementById('language').value = spoken();
  session?.paper?.translate();
}

function offerLanguages() {
  const select = document.getElementById('language');
  const options = languages.map((value) => make('option', { value, lang: value, textContent: ownName(value) }));
  select.replaceChildren(...options);
  select.value = spoken();
  select.addEventListener('change', () => {
    remember(LANGUAGE, select.value);
    change(select.value);
  });
}

function setLarge(isLarge) {
  document.documentElement.classList.toggle('large-text', isLarge);
  document.getElementById('large').checked = isLarge;
}

document.getElementById('large').addEventListener('change', ({ target }) => {
  remember(LARGE, target.checked ? 'yes' : 'no');
  setLarge(target.checked);
});

function recalled(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // it holds until the page is left
  }
}

/** A mistake of ours is a sentence here, and a trace only in the browser's console. */
function broken() {
  screen.trouble.say('trouble.broken', '', button('trouble.reload', () => location.reload()));
}

window.addEventListener('error', broken);
window.addEventListener('unhandledrejection', broken);
await start();

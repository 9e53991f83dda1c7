/** Before the first trial: which study, what one agrees to, and the code. */

import { ask, Refusal, ROOT } from './api.js';
import { grouped, newCode, plainCode } from './codes.js';
import { button, make } from './dom.js';
import { codeOf, keepCode, Kept } from './kept.js';
import { steadily } from './steady.js';

const LONGEST_LABEL = 40;
const LONGEST_TYPED = 60;

/** Where a study's page is. */
const studyAddress = (study) => new URL(`study/${encodeURIComponent(study)}`, ROOT).href;

/** All open studies, each with its link. */
export async function listStudies(screen) {
  const studies = await openStudies(screen);
  const links = studies.map(({ study, title: textContent, language: lang, trials }) => {
    const link = make('a', { href: studyAddress(study), lang, textContent });
    return make('li', {}, link, make('p', { say: ['list.trials', { trials }] }));
  });
  const list = links.length ? make('ul', { className: 'studies' }, ...links) : make('p', { say: ['list.none'] });
  screen.show(make('span', { say: ['list.heading'] }), list, codeForm(screen, null, () => {}));
}

async function openStudies({ trouble }) {
  try {
    return await steadily(() => ask('GET', '/studies'), trouble);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return []; // nobody ever opened one
    throw error;
  }
}

/** What the study says of itself; null where it is not open. */
export async function invitationOf(study, trouble) {
  try {
    return await steadily(() => ask('GET', `/studies/${encodeURIComponent(study)}`), trouble);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}

/**
 * Ask for consent, or for a code.
 * @param {import('./session.js').Screen} screen
 * @param {string} study
 * @param {object | null} invitation null where the study takes no newcomers
 * @returns {Promise<{code: string, standing: object, isNew: boolean}>}
 */
export function begin(screen, study, invitation) {
  return new Promise((resolve) => {
    const known = codeForm(screen, study, resolve);
    if (invitation === null) {
      const closed = make('p', { say: ['begin.closed'] });
      screen.show(make('span', { say: ['begin.closed_heading'] }), closed, known);
    } else {
      screen.show(make('span', { say: ['begin.heading'] }), consentForm(screen, invitation, resolve), known);
    }
  });
}

function consentForm(screen, invitation, resolve) {
  const label = typedField('label', LONGEST_LABEL, 'begin.label');
  const agree = button('begin.agree', () => oneAtATime(agree, async () => {
    resolve(await beginWith(screen, invitation, label.input.value.trim()));
  }, (error) => {
    const isChanged = error.status === 409;
    screen.trouble.refuse(error, isChanged ? button('begin.read_again', () => location.reload()) : null);
  }), 'primary');
  label.element.append(make('span', { className: 'small', say: ['begin.label_hint'] }));
  return make('section', {},
    make('p', { say: ['begin.length', { trials: invitation.trials }] }),
    consentText(invitation),
    make('p', { className: 'small', say: ['begin.version', { version: invitation.consent_version }] }),
    label.element,
    agree,
  );
}

function consentText({ consent, language: lang }) {
  const parts = consent.split(/\n\s*\n/).map((part) => part.replace(/\s*\n\s*/g, ' '));
  const paragraphs = parts.map((textContent) => make('p', { textContent }));
  const options = { className: 'consent', lang, tabIndex: 0, label: ['begin.consent'] };
  const text = make('div', options, ...paragraphs);
  text.setAttribute('role', 'region');
  return text;
}

/** Agreed: the participant stands in the database when this returns. */
async function beginWith(screen, { study, consent_version: version }, label) {
  const code = codeForNewcomer(study, label);
  const body = { code, consent_version: version, label: label || null };
  const path = `/studies/${encodeURIComponent(study)}/participants`;
  const standing = await steadily(() => ask('POST', path, { body }), screen.trouble);
  const kept = new Kept(code);
  kept.set('begun', true);
  kept.drop('label');
  return { code, standing, isNew: true };
}

/**
 * The code of a try that was not acknowledged, or a new one, kept before it is sent. Another label is
 * another person at a shared computer.
 */
function codeForNewcomer(study, label) {
  const former = codeOf(study);
  if (former !== null && new Kept(former).get('label') === label) return former;
  if (former !== null) new Kept(former).clear();
  const code = newCode();
  keepCode(study, code);
  new Kept(code).set('label', label);
  return code;
}

/** For those who have a code already; another study's leads there. */
function codeForm(screen, study, resolve) {
  const typed = typedField('code', LONGEST_TYPED, 'begin.code');
  const go = button('begin.resume', () => oneAtATime(go, async () => {
    const code = plainCode(typed.input.value) || '-';
    const standing = await ask('GET', '/participant', { code });
    keepCode(standing.study, code);
    new Kept(code).set('begun', true);
    if (standing.study === study) resolve({ code, standing, isNew: false });
    else location.assign(studyAddress(standing.study));
  }, (error) => screen.trouble.refuse(error)));
  typed.input.addEventListener('keydown', (event) => event.key === 'Enter' && go.click());
  const heading = make('h3', { say: ['begin.known'] });
  return make('section', { className: 'known' }, heading, typed.element, go);
}

function typedField(id, maxLength, key) {
  const input = make('input', { id, maxLength, autocomplete: 'off', spellcheck: false });
  const label = make('label', { htmlFor: id, say: [key] });
  return { input, element: make('p', { className: 'field' }, label, input) };
}

/** Do something once at a time; a Refusal goes to `refused`. */
async function oneAtATime(control, work, refused) {
  control.disabled = true;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refused(error);
  } finally {
    control.disabled = false;
  }
}

/**
 * Show a newcomer the code, until they go on.
 * @param {import('./session.js').Session} session
 */
export function showCode({ code, screen }) {
  return new Promise((resolve) => {
    const goOn = () => {
      screen.say(null);
      resolve();
    };
    screen.show(
      make('span', { say: ['code.heading'] }),
      make('p', { say: ['code.what_for'] }),
      codeBox(grouped(code), 'code.yours', screen),
      make('p', { say: ['code.not_known'] }),
      button('code.go_on', goOn, 'primary'),
    );
  });
}

/** A code, to be read and copied. */
export function codeBox(text, label, screen) {
  const shown = make('output', { className: 'code', tabIndex: 0, textContent: text });
  const copy = button('code.copy', async () => {
    getSelection().selectAllChildren(shown);
    try {
      await navigator.clipboard.writeText(text);
      screen.say('code.copied');
    } catch {
      screen.say('code.copy_by_hand'); // only pages that came encrypted may do it
    }
  });
  return make('div', { className: 'code-box' }, make('p', { say: [label] }), shown, copy);
}

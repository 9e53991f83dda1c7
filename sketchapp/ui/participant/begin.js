/** Before the first trial: which study, what one agrees to, and the code. */

import { ask, Refusal, ROOT } from './api.js';
import { grouped, newCode, plainCode } from './codes.js';
import { button, make } from './dom.js';
import { codeOf, keepCode, Kept } from './kept.js';
import { steadily } from './steady.js';

const LONGEST_LABEL = 40;
const LONGEST_TYPED = 60;

/** Where a study's page is. */
export const studyAddress = (study) => new URL(`study/${encodeURIComponent(study)}`, ROOT).href;

/** All open studies, each with its link. */
export async function listStudies(screen) {
  const studies = await openStudies(screen);
  const links = studies.map(({ study, title, language, trials }) => make('li', {},
    make('a', { href: studyAddress(study), lang: language, textContent: title }),
    make('p', { say: ['list.trials', { trials }] }),
  ));
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
  const { study, consent, consent_version: version, language, trials } = invitation;
  const label = make('input', { id: 'label', maxLength: LONGEST_LABEL, autocomplete: 'off', spellcheck: false });
  const agree = button('begin.agree', () => act(agree, async () => {
    const code = codeForNewcomer(study);
    const body = { code, consent_version: version, label: label.value.trim() || null };
    const path = `/studies/${encodeURIComponent(study)}/participants`;
    const standing = await steadily(() => ask('POST', path, { body }), screen.trouble);
    new Kept(code).set('begun', true);
    resolve({ code, standing, isNew: true });
  }, (error) => {
    const again = error.status === 409 && button('begin.read_again', () => location.reload());
    screen.trouble.refuse(error, again || null);
  }), 'primary');
  const text = consent.split(/\n\s*\n/).map((part) => make('p', { textContent: part.replace(/\s*\n\s*/g, ' ') }));
  return make('section', {},
    make('p', { say: ['begin.length', { trials }] }),
    make('div', { className: 'consent', lang: language, tabIndex: 0, label: ['begin.consent'] }, ...text),
    make('p', { className: 'small', say: ['begin.version', { version }] }),
    make('p', { className: 'field' },
      make('label', { htmlFor: 'label', say: ['begin.label'] }),
      label,
      make('span', { className: 'small', say: ['begin.label_hint'] })),
    agree,
  );
}

/** The code of a try that was not acknowledged, or a new one, kept before it is sent. */
function codeForNewcomer(study) {
  const code = codeOf(study) ?? newCode();
  keepCode(study, code);
  return code;
}

/** For those who have a code already; another study's leads there. */
function codeForm(screen, study, resolve) {
  const typed = make('input', { id: 'code', maxLength: LONGEST_TYPED, autocomplete: 'off', spellcheck: false });
  const go = button('begin.resume', () => act(go, async () => {
    const code = plainCode(typed.value);
    const standing = await ask('GET', '/participant', { code: code || '-' });
    keepCode(standing.study, code);
    new Kept(code).set('begun', true);
    if (standing.study === study) resolve({ code, standing, isNew: false });
    else location.assign(studyAddress(standing.study));
  }, (error) => screen.trouble.refuse(error)));
  const enter = (event) => event.key === 'Enter' && go.click();
  typed.addEventListener('keydown', enter);
  return make('section', { className: 'known' },
    make('h3', { say: ['begin.known'] }),
    make('p', { className: 'field' }, make('label', { htmlFor: 'code', say: ['begin.code'] }), typed),
    go,
  );
}

/** Do something once at a time; a Refusal goes to `refused`. */
async function act(control, work, refused) {
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
    screen.show(
      make('span', { say: ['code.heading'] }),
      make('p', { say: ['code.what_for'] }),
      codeBox(grouped(code), 'code.yours', screen),
      make('p', { say: ['code.not_known'] }),
      button('code.go_on', resolve, 'primary'),
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

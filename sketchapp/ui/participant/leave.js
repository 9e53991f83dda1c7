/** The participant's rights, below every trial: see the code, delete everything, be forgotten here. */

import { Refusal } from './api.js';
import { codeBox } from './begin.js';
import { grouped } from './codes.js';
import { button, make } from './dom.js';
import { dropCode } from './kept.js';

/**
 * Offer them.
 * @param {import('./session.js').Session} session
 * @param {boolean} isKeptHere whether this browser still has something to forget
 */
export function offerLeaving(session, isKeptHere) {
  const { footer } = session.screen;
  footer.hidden = false;
  footer.replaceChildren(
    button('leave.code', () => showOwnCode(session)),
    button('leave.delete', () => askToDelete(session)),
  );
  if (isKeptHere) footer.append(button('leave.forget', () => askToForget(session)));
}

/** Nothing of the participant stays in this browser. */
export function forget({ kept, study }) {
  kept.clear();
  dropCode(study);
}

function showOwnCode({ code, screen }) {
  const what = make('p', { say: ['code.what_for'] });
  openDialog('leave.code', [what, codeBox(grouped(code), 'code.yours', screen)], []);
}

function askToForget(session) {
  const { code, kept, screen } = session;
  const isUnderWay = ['answer', 'drawing', 'work'].some((name) => kept.get(name) !== null);
  const parts = [make('p', { say: ['leave.forget_what'] }), codeBox(grouped(code), 'code.yours', screen)];
  if (isUnderWay) parts.push(make('p', { className: 'warning', say: ['leave.not_stored'] }));
  const really = button('leave.forget_now', () => {
    session.ended = true;
    forget(session);
    location.reload();
  }, 'primary');
  openDialog('leave.forget', parts, [really]);
}

function askToDelete(session) {
  const failed = make('p', { className: 'warning' });
  failed.setAttribute('role', 'alert');
  const really = button('leave.delete_now', async () => {
    really.disabled = true;
    try {
      const deleted = await session.ask('DELETE', '/participant');
      dialog.close();
      showDeleted(session, deleted);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const ours = make('span', { say: ['leave.not_deleted'] });
      failed.replaceChildren(ours, ' ', make('span', { lang: 'en', textContent: error.message }));
    } finally {
      really.disabled = false;
    }
  }, 'danger');
  const dialog = openDialog('leave.delete', [make('p', { say: ['leave.delete_what'] }), failed], [really]);
}

function showDeleted(session, { answers, drawings, backups }) {
  const { screen } = session;
  session.ended = true;
  forget(session);
  screen.count(null);
  screen.footer.hidden = true;
  const listed = backups.map((place) => make('li', { textContent: place }));
  screen.show(
    make('span', { say: ['deleted.heading'] }),
    make('p', { say: ['deleted.what', { answers, drawings }] }),
    make('p', { say: [backups.length ? 'deleted.backups' : 'deleted.no_backups'] }),
    make('ul', { className: 'backups' }, ...listed),
  );
}

/** A question over the page, with a button that changes nothing. */
function openDialog(heading, parts, buttons) {
  const id = `dialog-${heading}`;
  const close = button(buttons.length ? 'leave.cancel' : 'leave.close', () => dialog.close());
  const dialog = make('dialog', { on: { close: () => dialog.remove() } },
    make('h2', { id, say: [heading] }),
    ...parts,
    make('div', { className: 'buttons' }, close, ...buttons),
  );
  dialog.setAttribute('aria-labelledby', id);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

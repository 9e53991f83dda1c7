/** The end: the server has every answer, says so with a code, and this browser forgets. */

import { codeBox } from './begin.js';
import { grouped } from './codes.js';
import { button, make } from './dom.js';
import { forget, offerLeaving } from './leave.js';

/** @param {import('./session.js').Session} session */
export async function finish(session) {
  const { code, screen } = session;
  const { completion_code: completion } = await session.steadily('POST', '/finish');
  forget(session);
  screen.count(null);
  screen.say(null);
  offerLeaving(session, false);
  screen.show(
    make('span', { say: ['finish.heading'] }),
    make('p', { say: ['finish.stored'] }),
    codeBox(completion, 'finish.completion', screen),
    make('p', { say: ['finish.own_code'] }),
    codeBox(grouped(code), 'code.yours', screen),
    button('finish.close', () => location.reload()),
  );
}

/** One trial after the other: the next one comes when the answer to this one is stored. */

import { Refusal } from './api.js';
import { attention } from './attention.js';
import { choice } from './choice.js';
import { newId } from './codes.js';
import { button } from './dom.js';
import { preference } from './preference.js';
import { retrieval } from './retrieval.js';

const BREAK_AFTER = 10; // trials
const KINDS = { attention, choice, preference, retrieval };

/**
 * Go through all trials that have no answer yet.
 * @param {import('./session.js').Session} session
 */
export async function runTrials(session) {
  await sendKeptAnswer(session);
  for (;;) {
    const trial = await session.steadily('GET', '/trial');
    if (trial === null) return;
    await runTrial(session, trial);
  }
}

async function runTrial(session, trial) {
  const { kept, screen } = session;
  screen.count(trial);
  try {
    const content = await KINDS[trial.kind](session, trial);
    if (content === null) {
      screen.say('trial.elsewhere');
      return;
    }
    // another tab of this browser may be sending already: then the same, under the same id
    const waiting = kept.of('answer', trial.position);
    await send(session, waiting ?? { id: newId(), position: trial.position, ...content });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await lookAgain(session, error);
  }
}

/** What was under way when the page was closed comes first. */
async function sendKeptAnswer(session) {
  const waiting = session.kept.get('answer');
  if (waiting === null) return;
  try {
    await send(session, waiting);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    session.kept.drop('answer');
  }
}

async function send(session, answer) {
  const { kept, screen } = session;
  kept.set('answer', answer);
  screen.say('trial.storing');
  const { answered, total } = await session.steadily('PUT', '/answer', answer);
  kept.drop('answer', 'work', 'drawing');
  const isBreak = answered % BREAK_AFTER === 0 && answered < total;
  screen.say(isBreak ? 'trial.break' : 'trial.stored');
}

/** Nothing was stored: say why, and see what the server has. */
async function lookAgain({ kept, screen }, refusal) {
  kept.drop('answer', 'drawing');
  screen.say(null);
  await new Promise((resolve) => {
    screen.trouble.refuse(refusal, button('trouble.go_on', resolve));
  });
}

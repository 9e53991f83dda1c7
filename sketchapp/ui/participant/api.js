/** One request to the server: its answer, or a Refusal. docs/studies.md lists the routes. */

/** Where the app lies: two folders above this file. */
export const ROOT = new URL('../../', import.meta.url);

const LONGEST_MS = 60000; // several networks may look for photos one after the other

export class Refusal extends Error {
  /**
   * @param {string} sentence of the server; empty where none came
   * @param {{retry: boolean, status: number}} what whether the same request may come again; status 0
   *   where there was no answer at all
   */
  constructor(sentence, { retry, status }) {
    super(sentence);
    this.retry = retry;
    this.status = status;
  }
}

/**
 * Ask the server.
 * @param {string} method
 * @param {string} path under `/study/api`
 * @param {{code?: string, body?: object}} sent
 * @returns {Promise<any>} throws a Refusal
 */
export async function ask(method, path, { code, body } = {}) {
  const headers = {};
  if (code) headers.Authorization = `Bearer ${code}`;
  if (body) headers['Content-Type'] = 'application/json';
  const address = new URL(`study/api${path}`, ROOT);
  const signal = AbortSignal.timeout(LONGEST_MS);
  let answer;
  let text;
  try {
    answer = await fetch(address, { method, headers, body: body && JSON.stringify(body), signal });
    text = await answer.text();
  } catch {
    throw new Refusal('', { retry: true, status: 0 });
  }
  return understood(answer, text);
}

/** A proxy in between may answer with something else than JSON. */
function understood({ ok, status }, text) {
  try {
    const content = JSON.parse(text);
    if (ok) return content;
    throw new Refusal(content.error ?? '', { retry: content.retry === true, status });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('', { retry: ok || status >= 500, status });
  }
}

/** Codes and ids, made here before anything is sent, so that a second try is not a second row. */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;
const GROUP = 5;

/** 130 random bits, in letters and digits that are read back without mistakes. */
export function newCode() {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join(''); // 256 = 8 * 32
}

/** A code as it is written down: in groups. */
export function grouped(code) {
  return code.match(new RegExp(`.{1,${GROUP}}`, 'g')).join('-');
}

/** A typed code in its one form; the server says whether it is one. */
export function plainCode(typed) {
  const read = { O: '0', I: '1', L: '1', '-': '', ' ': '' };
  return typed.toUpperCase().replace(/[OIL\- ]/g, (letter) => read[letter]);
}

/** A random UUID; `crypto.randomUUID` is missing where a lab serves without encryption. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Files that a person chose or dropped, and their way to the server. */

const UPLOADS_AT_ONCE = 3;
const TRIES = 3;
const RETRY_MS = 1500;
const PICTURE = /\.(jpe?g|png|webp|gif|bmp|tiff?|avif|heic|heif|zip)$/i;

/** The files worth sending; what a folder holds besides pictures is left out. */
function pictures(files) {
  return files.filter(({ path, file }) => PICTURE.test(path) || file.type.startsWith('image/'));
}

/**
 * Files of an input, each with its path in the folder that was chosen.
 * @param {FileList} list
 */
function chosenFiles(list) {
  return [...list].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

/**
 * Files that were dropped, those in folders too.
 * @param {DataTransfer} dropped
 */
async function droppedFiles(dropped) {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosenFiles(dropped.files);
  return (await Promise.all(entries.map(filesOfEntry))).flat();
}

async function filesOfEntry(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\//, '') }];
  }
  const reader = entry.createReader();
  const inside = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break; // a reader gives a hundred at a time
    inside.push(...some);
  }
  return (await Promise.all(inside.map(filesOfEntry))).flat();
}

/** What the sending stopped for; `sentence` is what the server said, if it said anything. */
class UploadError extends Error {
  constructor(sentence) {
    super(sentence || 'no answer');
    this.sentence = sentence;
  }
}

/**
 * Send files to an import, a few at a time.
 * @param {string} importId
 * @param {{file: File, path: string}[]} files
 * @param {{limit: number, signal: AbortSignal, sent: (count: number) => void}} options
 */
async function sendFiles(importId, files, { limit, signal, sent }) {
  let next = 0;
  let done = 0;
  const worker = async () => {
    while (next < files.length) {
      const number = next++;
      await sendFile(importId, number, files[number], limit, signal);
      sent(++done);
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, worker));
}

async function sendFile(importId, number, { file, path }, limit, signal) {
  const address = `uploads/${importId}/${number}?name=${encodeURIComponent(path)}`;
  const isZip = /\.zip$/i.test(path);
  // One byte too many is enough for the server to say that the photo is too large.
  const body = isZip || file.size <= limit ? file : file.slice(0, limit + 1);
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(address, { method: 'PUT', body, signal }).catch((error) => {
      if (signal.aborted) throw error;
      return null;
    });
    if (answer?.ok) return;
    if (answer?.status === 400) throw new UploadError((await answer.json()).error);
    if (attempt === TRIES) throw new UploadError('');
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS * attempt));
  }
}

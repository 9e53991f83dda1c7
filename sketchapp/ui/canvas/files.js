/** Sketches out of files and into files. */

const FORMAT_OF_ENDING = { json: 'json', svg: 'svg', ndjson: 'quickdraw' };

/**
 * Give the person a file.
 * @param {string} name
 * @param {Blob} blob
 */
function download(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/**
 * Which reader a file needs, by the ending of its name; null where there is none.
 * @param {string} name
 */
function formatOf(name) {
  return FORMAT_OF_ENDING[name.toLowerCase().split('.').pop()] ?? null;
}

/**
 * The picture on the paper as PNG, on white.
 * @param {HTMLCanvasElement} ink
 * @returns {Promise<Blob>}
 */
function picture(ink) {
  const copy = document.createElement('canvas');
  copy.width = ink.width;
  copy.height = ink.height;
  const context = copy.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(ink, 0, 0);
  return new Promise((resolve) => copy.toBlob(resolve, 'image/png'));
}

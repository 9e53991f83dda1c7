/** The photos: a fixed number of places, so that nothing on the page moves when an answer comes. */

/**
 * Change the picture of an element that stays, once the new one is there: no flicker.
 * @param {HTMLImageElement} img
 * @param {string} address empty: no picture
 */
async function swapPicture(img, address) {
  if (img.dataset.address === address) return;
  img.dataset.address = address;
  if (!address) {
    img.removeAttribute('src');
    return;
  }
  const ahead = new Image();
  ahead.src = address;
  await ahead.decode().catch(() => undefined); // a broken picture shows as one
  if (img.dataset.address === address) img.src = address;
}

/**
 * One place for a photo.
 * @param {{similarity: string, pin: string}} words
 * @param {(photo: object) => void} chosen
 */
class PhotoPlace {
  constructor(words, chosen) {
    this.words = words;
    this.element = document.createElement('li');
    this.button = document.createElement('button');
    this.button.type = 'button';
    this.button.className = 'photo';
    this.img = document.createElement('img');
    this.img.alt = '';
    this.similarity = document.createElement('span');
    this.similarity.className = 'similarity';
    const pin = document.createElement('span');
    pin.className = 'pin';
    pin.textContent = words.pin;
    this.button.append(this.img, this.similarity, pin);
    this.element.append(this.button);
    this.button.addEventListener('click', () => this.photo && chosen(this.photo));
    this.show(null, null);
  }

  /**
   * @param {{id: string, label: string, address: string, similarity: number} | null} photo
   * @param {string | null} target id of the photo that is picked
   */
  show(photo, target) {
    this.photo = photo;
    this.button.disabled = !photo;
    this.button.classList.toggle('filled', Boolean(photo));
    this.button.setAttribute('aria-pressed', String(Boolean(photo) && photo.id === target));
    this.similarity.textContent = photo ? photo.similarity.toFixed(2) : '';
    this.button.setAttribute('aria-label', photo ? this.#label(photo) : this.words.no_photo);
    this.button.title = photo ? this.words.photo_title : '';
    swapPicture(this.img, photo ? photo.address : '');
  }

  #label({ label, similarity }) {
    return fill(this.words.photo_label, { label, similarity: similarity.toFixed(2) });
  }
}

const GIVEN_UP_MS = 20000; // after this an answer counts as lost

/**
 * What the server answers, or null where it does not.
 * @param {Promise<string | undefined>} asked
 */
async function answerOf(asked) {
  let timer;
  const lost = new Promise((resolve) => {
    timer = setTimeout(resolve, GIVEN_UP_MS);
  });
  try {
    const text = await Promise.race([asked, lost]);
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

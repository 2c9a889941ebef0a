/** What a key means in the viewer; the same keys as in the app. */

const keys: Record<string, string> = {
  Escape: 'close',
  ArrowRight: 'next',
  ArrowLeft: 'previous',
  PageDown: 'next',
  PageUp: 'previous',
  h: 'heart',
  p: 'heart',
  n: 'note',
  z: 'zoom',
  d: 'download',
};
/** As Lightroom has them; purple has none there. */
const colourKeys = ['6', '7', '8', '9', '0'];

/** By the key's place where its letter is another alphabet's, so that they work with the Korean keyboard on. */
export function pressedKey(event: KeyboardEvent): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const isWriting = (event.target as Element).matches('textarea, input');
  if (isWriting) return event.key === 'Escape' && !event.isComposing ? 'close' : undefined;
  if ((event.target as Element).matches('video') && event.key.startsWith('Arrow')) return undefined;
  const letter =
    /^Key[A-Z]$/.test(event.code) && !/^[a-z]$/i.test(event.key) ? event.code.slice(3) : event.key;
  const colour = colourKeys.indexOf(letter);
  return colour >= 0 ? `colour-${colour}` : (keys[letter] ?? keys[letter.toLowerCase()]);
}

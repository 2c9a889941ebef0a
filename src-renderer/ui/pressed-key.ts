/** Which key was meant, whatever layout or input method is on. */
export interface PressedKey {
  key: string;
  code: string;
}

/**
 * Letters as they are written where that is a Latin one (Dvorak and AZERTY keep their own places), by their place on the keyboard where it is
 * not (Korean, Cyrillic, an input method that says `Process`). Everything else as KeyboardEvent.key.
 */
export function pressedKey({ key, code }: PressedKey): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  const isOtherLetter = key === 'Process' || key === 'Unidentified' || /^\p{L}$/u.test(key);
  return isOtherLetter && letter !== undefined ? letter.toLowerCase() : key;
}

/** The digit of a key in the upper row (with Shift or another layout, too) or of the number pad while it writes digits. */
export function pressedDigit({ key, code }: PressedKey): number | null {
  const upper = /^Digit(\d)$/.exec(code)?.[1];
  if (upper !== undefined) return Number(upper);
  return /^\d$/.test(key) ? Number(key) : null;
}

/** Text from untrusted files, fit to be shown and stored. */

/** Far more than any field needs; a file that says more wants to fill the catalogue. */
const MAX_CHARACTERS = 4000;

/** Text up to its first NUL, trimmed, control characters as spaces, lone surrogates mended; undefined when nothing is left. */
export function cleanText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = (value.split('\0')[0] ?? '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for; newlines in captions stay
    .replace(/[\u0001-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]+/g, ' ')
    .replace(/\r\n?/g, '\n')
    .trim()
    .slice(0, MAX_CHARACTERS);
  return text === '' ? undefined : text;
}

/** A list without blanks and repetitions, at most 1,000; undefined when nothing is left. */
export function cleanList(values: readonly unknown[]): string[] | undefined {
  const texts = [...new Set(values.map(cleanText).filter((text) => text !== undefined))].slice(0, 1000);
  return texts.length > 0 ? texts : undefined;
}

/** How wide text is in a terminal, and how to keep it from harming one. */

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Characters that terminals draw two columns wide (Unicode East Asian Width W and F), as scripts and blocks. */
const wide =
  /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303e\u3200-\u33ff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u;
const halfWidth = /[\uff61-\uffdc\uffe8-\uffee]/u;
const emoji = /\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{M}\p{Cf}]+$/u;

/** Columns that `text` takes; a composed character counts once however it is encoded. */
export function textWidth(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (invisible.test(segment)) continue;
    const isWide = (wide.test(segment) && !halfWidth.test(segment)) || emoji.test(segment);
    columns += isWide ? 2 : 1;
  }
  return columns;
}

/** At most `columns` wide; what is cut off is told by an ellipsis. */
export function clip(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const width = textWidth(segment);
    if (used + width > columns - 1) break;
    kept += segment;
    used += width;
  }
  return `${kept}…`;
}

/** File names may hold anything, escape sequences included: control characters are shown as `�`. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '�');

/** Rows of many small texts in a PDF, each on one line and never wider than its room. */
import { PAGE, type Pdf } from './pdf-page';

export interface Cell {
  text: string;
  /** From the left margin, in points. */
  x: number;
  width: number;
  right?: boolean;
}
export type Font = 'regular' | 'bold';
export type DrawCells = (font: Font, colour: string, y: number, cells: readonly Cell[]) => void;

const SIZE = 6.6;

/**
 * Drawn glyph by glyph, without ligatures and kerning: shaping every row costs six times as much. Precomposed text (NFC) needs none of it.
 */
const plainFeatures = Object.fromEntries(
  [
    ...[
      'ccmp',
      'locl',
      'rlig',
      'rclt',
      'rvrn',
      'calt',
      'clig',
      'liga',
      'curs',
      'kern',
      'mark',
      'mkmk',
      'dist',
    ],
    ...['abvm', 'blwm', 'frac', 'numr', 'dnom', 'ltra', 'ltrm'],
  ].map((tag) => [tag, false]),
) as unknown as PDFKit.Mixins.OpenTypeFeatures[]; // fontkit takes a record, too, to switch features off

export function createCells(pdf: Pdf): DrawCells {
  /** In parts of the font's size; each character is measured once. */
  const widths = new Map<string, number>();
  const widthIn = (font: Font) => (character: string) => {
    const name = font + character;
    const width =
      widths.get(name) ??
      pdf.font(font).fontSize(100).widthOfString(character, { features: plainFeatures }) / 100;
    widths.set(name, width);
    return width;
  };
  return (font, colour, y, cells) => {
    const widthOf = widthIn(font);
    const shown = cells.map((cell) => ({
      ...cell,
      ...cut(cell.text.normalize('NFC'), cell.width / SIZE, widthOf),
    }));
    pdf.font(font).fontSize(SIZE).fillColor(colour);
    for (const { text, x, width, right, ems } of shown) {
      const left = PAGE.margin + x + (right ? Math.max(0, width - ems * SIZE) : 0);
      if (text !== '') pdf.text(text, left, y, { lineBreak: false, features: plainFeatures });
    }
  };
}

/** Without its middle, where it is wider than `room`; widths in parts of the font's size. */
function cut(
  text: string,
  room: number,
  widthOf: (character: string) => number,
): { text: string; ems: number } {
  const characters = [...text];
  const widths = characters.map(widthOf);
  const whole = widths.reduce((sum, width) => sum + width, 0);
  if (whole <= room) return { text, ems: whole };
  let left = room - widthOf('…');
  let head = 0;
  let tail = characters.length;
  while (head < tail) {
    const fromEnd = characters.length - tail <= head; // the end tells as much: the number and the extension
    const width = (fromEnd ? widths[tail - 1] : widths[head]) ?? 0;
    if (width > left) break;
    left -= width;
    if (fromEnd) tail -= 1;
    else head += 1;
  }
  return {
    text: `${characters.slice(0, head).join('')}…${characters.slice(tail).join('')}`,
    ems: room - left,
  };
}

/** The pieces that the PDF of a receipt consists of, from top to bottom. */
import type { ReceiptFile, ReceiptFileState } from '../../../src-shared/domain/receipt';
import { type ReceiptWords, verdictLines } from '../../../src-shared/domain/receipt-words';
import { createCells, type DrawCells } from './pdf-cells';
import { type Block, PAGE, type Pdf } from './pdf-page';
import type { ReceiptList } from './receipt-list';

const WIDTH = PAGE.width - 2 * PAGE.margin;
const ROW = 11;
/** Files named one by one under a heading; the rest is in the list of every file. */
const NAMED = 200;

export async function* pdfBlocks(
  pdf: Pdf,
  list: ReceiptList,
  words: ReceiptWords,
  timeZone: string,
): AsyncGenerator<Block> {
  const { receipt } = list;
  const [verdict = '', ...reasons] = verdictLines(receipt, words);
  const safe = receipt.verdict?.safe === true;
  const cells = createCells(pdf);
  const checkedAtMs = receipt.endedAtMs ?? receipt.startedAtMs;

  yield paragraph(pdf, `CAOS · ${words.title}`, { size: 9, colour: '#555555' });
  yield paragraph(pdf, receipt.title, { size: 16, bold: true, after: 8 });
  yield paragraph(pdf, verdict, { size: 22, bold: true, colour: safe ? '#0a6b2d' : '#a11212', after: 6 });
  for (const reason of reasons) yield paragraph(pdf, reason, { size: 11, after: 4 });
  if (receipt.skippedCount > 0)
    yield paragraph(pdf, words.leftOut(receipt.skippedCount), { size: 11, after: 4 });
  yield space(8);
  const facts: Array<[string, string]> = [
    [words.labels.places, receipt.places.map((place, index) => `${index + 1}  ${place}`).join('\n')],
    [words.labels.roots, receipt.roots.join('\n')],
    [
      words.labels.checked,
      `${zoned(receipt.startedAtMs, timeZone)} – ${zoned(checkedAtMs, timeZone)} (${timeZone})`,
    ],
    [words.labels.depth, words.depths[receipt.depth]],
    [words.labels.files, words.counts(receipt)],
    [words.labels.size, `${receipt.totalBytes.toLocaleString('en')} B`],
    [words.labels.digest, receipt.digest ?? '–'],
  ];
  for (const [label, value] of facts) yield fact(pdf, label, value);

  yield* named(
    pdf,
    list,
    words,
    words.labels.doubts,
    doubtful,
    (file) => file.reason?.message ?? words.states[file.state],
  );
  yield* named(pdf, list, words, words.labels.leftOut, ['skipped'], (file) =>
    file.skip ? words.skips[file.skip] : '',
  );

  yield space(10);
  yield paragraph(pdf, words.labels.all, { size: 12, bold: true, after: 2, withNext: true });
  yield titles(cells, words);
  let folder: string | null = null;
  for await (const page of list.pages()) {
    for (const file of page) {
      const [inFolder, name] = split(file.path);
      if (inFolder !== folder) yield folderRow(cells, inFolder);
      folder = inFolder;
      yield row(cells, list, words, file, name, timeZone);
    }
  }
}

const doubtful: ReceiptFileState[] = [
  'lost',
  'differs',
  'not-stored',
  'unproven',
  'changed-here',
  'new-here',
  'unanswered',
];

async function* named(
  pdf: Pdf,
  list: ReceiptList,
  words: ReceiptWords,
  title: string,
  states: ReceiptFileState[],
  tell: (file: ReceiptFile) => string,
): AsyncGenerator<Block> {
  const { total, items } = list.some(states, NAMED);
  if (total === 0) return;
  yield space(8);
  yield paragraph(pdf, `${title} (${total.toLocaleString('en')})`, {
    size: 12,
    bold: true,
    after: 2,
    withNext: true,
  });
  for (const file of items)
    yield paragraph(pdf, `${file.path.normalize('NFC')}: ${tell(file)}`, { size: 8, after: 1 });
  if (total > items.length) yield paragraph(pdf, words.more(total - items.length), { size: 8 });
  await new Promise((resolve) => setImmediate(resolve));
}

const space = (height: number): Block => ({ height, draw: () => undefined });

function paragraph(
  pdf: Pdf,
  text: string,
  style: { size: number; bold?: boolean; colour?: string; after?: number; withNext?: boolean },
): Block {
  const { size, bold = false, colour = '#111111', after = 0, withNext = false } = style;
  const set = (): Pdf => pdf.font(bold ? 'bold' : 'regular').fontSize(size);
  return {
    height: Math.min(set().heightOfString(text, { width: WIDTH }) + after, PAGE.bottom - PAGE.margin),
    withNext,
    draw: (_, y) => void set().fillColor(colour).text(text, PAGE.margin, y, { width: WIDTH }),
  };
}

const LABEL_WIDTH = 110;
function fact(pdf: Pdf, label: string, value: string): Block {
  const set = (): Pdf => pdf.font('regular').fontSize(9);
  const width = WIDTH - LABEL_WIDTH;
  return {
    height: Math.min(set().heightOfString(value, { width }) + 3, PAGE.bottom - PAGE.margin),
    draw(_, y) {
      set()
        .fillColor('#555555')
        .text(label, PAGE.margin, y, { width: LABEL_WIDTH - 8 });
      set()
        .fillColor('#111111')
        .text(value, PAGE.margin + LABEL_WIDTH, y, { width });
    },
  };
}

const columns = {
  file: { x: 0, width: 172 },
  size: { x: 174, width: 46, right: true },
  state: { x: 226, width: 84 },
  checksum: { x: 312, width: 136 },
  confirmedAt: { x: 450, width: 73 },
};

/** Of a state that has no checksum beside it. */
const WIDE = 220;

function titles(cells: DrawCells, { labels }: ReceiptWords): Block {
  const block: Block = {
    height: ROW + 2,
    withNext: true,
    draw(pdf, y) {
      cells('bold', '#555555', y, [
        { text: labels.file, ...columns.file },
        { text: labels.size, ...columns.size },
        { text: labels.state, ...columns.state },
        { text: labels.checksum, ...columns.checksum },
        { text: labels.confirmedAt, ...columns.confirmedAt },
      ]);
      pdf
        .moveTo(PAGE.margin, y + ROW - 2)
        .lineTo(PAGE.width - PAGE.margin, y + ROW - 2)
        .lineWidth(0.5)
        .stroke('#999999');
    },
  };
  return { ...block, head: block };
}

const folderRow = (cells: DrawCells, folder: string): Block => ({
  height: ROW + 2,
  withNext: true,
  draw: (_, y) => cells('bold', '#111111', y + 2, [{ text: folder, x: 0, width: WIDTH }]),
});

function row(
  cells: DrawCells,
  list: ReceiptList,
  words: ReceiptWords,
  file: ReceiptFile,
  name: string,
  timeZone: string,
): Block {
  const { receipt } = list;
  const place = receipt.places.length > 1 ? receipt.albumIds.findIndex((id) => id === file.albumId) + 1 : 0;
  const keyName = file.key === null ? name : split(file.key)[1];
  const renamed = keyName.normalize('NFC') === name.normalize('NFC') ? name : `${name} → ${keyName}`;
  const told = file.proof ?? file.skip;
  const why = file.proof ? words.proofs[file.proof] : file.skip ? words.skips[file.skip] : '';
  return {
    height: ROW,
    draw(_, y) {
      const well = file.state === 'confirmed' || file.state === 'skipped';
      cells('regular', well ? '#111111' : '#a11212', y, [
        { text: place > 0 ? `${renamed}  [${place}]` : renamed, ...columns.file },
        { text: file.sizeBytes === null ? '' : file.sizeBytes.toLocaleString('en'), ...columns.size },
        {
          text: `${words.states[file.state]}${told ? `, ${why}` : ''}`,
          ...columns.state,
          ...(!file.checksum && { width: WIDE }),
        },
        { text: file.checksum?.value ?? '', ...columns.checksum },
        {
          text: file.confirmedAtMs === null ? '' : zoned(file.confirmedAtMs, timeZone),
          ...columns.confirmedAt,
        },
      ]);
    },
  };
}

/** Folder (with its last separator) and name. */
function split(path: string): [folder: string, name: string] {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return [path.slice(0, at), path.slice(at)];
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** `2026-05-01 10:11:12` by the clock of this zone. */
function zoned(unixMs: number, timeZone: string): string {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(timeZone, format);
  return format.format(unixMs);
}

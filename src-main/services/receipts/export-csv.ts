/** A receipt as CSV (RFC 4180), one line for each file, for spreadsheets. */
import type { ReceiptFile } from '../../../src-shared/domain/receipt';
import type { ReceiptList } from './receipt-list';

/** Spreadsheets take a file for UTF-8 only with it; without, Korean names come out as others. */
const BYTE_ORDER_MARK = '\uFEFF';

const columns: ReadonlyArray<
  [name: string, value: (file: ReceiptFile, list: ReceiptList) => string | number | null]
> = [
  ['file', (file) => file.path],
  ['state', (file) => file.state],
  ['skipped_because', (file) => file.skip],
  [
    'place',
    (file, { receipt }) => receipt.places[receipt.albumIds.findIndex((id) => id === file.albumId)] ?? null,
  ],
  ['key', (file) => file.key],
  ['size_bytes', (file) => file.sizeBytes],
  ['checksum_kind', (file) => file.checksum?.kind ?? null],
  ['checksum', (file) => file.checksum?.value ?? null],
  ['checksum_part_bytes', (file) => file.checksum?.partBytes ?? null],
  ['proof', (file) => file.proof],
  [
    'confirmed_at',
    (file) => (file.confirmedAtMs === null ? null : new Date(file.confirmedAtMs).toISOString()),
  ],
  ['reason', (file) => file.reason?.message ?? null],
];

export async function* csvOf(list: ReceiptList): AsyncGenerator<string> {
  yield `${BYTE_ORDER_MARK}${csvLine(columns.map(([name]) => name))}`;
  for await (const page of list.pages())
    yield page.map((file) => csvLine(columns.map(([, value]) => value(file, list)))).join('');
}

export const csvLine = (cells: ReadonlyArray<string | number | null>): string =>
  `${cells.map(cell).join(',')}\r\n`;

/**
 * Text that a spreadsheet would take for a formula gets an apostrophe before it: the names of files come from a card, and from whoever
 * wrote it (OWASP, “CSV Injection”).
 */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Sizes, times and tables as people read them in a terminal. */
import { printable, textWidth } from './text-width';

const sizeUnits = ['kB', 'MB', 'GB', 'TB', 'PB'];

/** Decimal units, as disks and stores count: `999 B`, `1.5 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  let value = bytes;
  let unit = -1;
  do {
    value /= 1000;
    unit += 1;
  } while (value >= 999.5 && unit < sizeUnits.length - 1);
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${sizeUnits[unit]}`;
}

/** `45 s`, `3 min`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** This computer's wall clock, `2026-05-01 10:11`; Unix milliseconds in. */
export function formatTime(unixMs: number): string {
  const time = new Date(unixMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** `1 photo`, `2 photos`. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export interface Column<Row> {
  title: string;
  value(row: Row): string;
  align?: 'right';
}

/** Lines without line ends, title first; the last column is not padded. */
export function tableLines<Row>(columns: Array<Column<Row>>, rows: Row[]): string[] {
  const cells = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => printable(column.value(row)))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => textWidth(line[index] ?? ''))));
  return cells.map((line) =>
    line
      .map((cell, index) => {
        const padding = ' '.repeat((widths[index] ?? 0) - textWidth(cell));
        return columns[index]?.align === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** `Name    value` lines for one object. */
export function fieldLines(fields: Array<[name: string, value: string]>): string[] {
  const width = Math.max(...fields.map(([name]) => textWidth(name)));
  return fields.map(([name, value]) =>
    `${name}${' '.repeat(width - textWidth(name))}  ${printable(value)}`.trimEnd(),
  );
}

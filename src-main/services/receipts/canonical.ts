/** One file of a receipt as one line of text that is the same wherever it is made, and the digest over all of them. */
import { createHash } from 'node:crypto';
import type { ReceiptFile } from '../../../src-shared/domain/receipt';

/** JSON with sorted names and no spaces (RFC 8785; all numbers here are integers). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}

/**
 * Lines in the order of the digest: by path in UTF-8 bytes, and those of one path (several places) by the line. `pages`: files by path.
 */
export async function* canonicalLines(
  pages: AsyncIterable<ReceiptFile[]> | Iterable<ReceiptFile[]>,
): AsyncGenerator<string[]> {
  let samePath: ReceiptFile[] = [];
  const take = (): string[] => samePath.map(canonicalJson).sort(byBytes);
  for await (const page of pages) {
    const lines: string[] = [];
    for (const file of page) {
      if (samePath[0] !== undefined && samePath[0].path !== file.path) {
        lines.push(...take());
        samePath = [];
      }
      samePath.push(file);
    }
    yield lines;
  }
  if (samePath.length > 0) yield take();
}

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

export interface Digest {
  add(lines: readonly string[]): void;
  /** Lower-case hex SHA-256. */
  end(): string;
}
export function createDigest(): Digest {
  const hash = createHash('sha256');
  return {
    add(lines) {
      for (const line of lines) hash.update(`${line}\n`);
    },
    end: () => hash.digest('hex'),
  };
}

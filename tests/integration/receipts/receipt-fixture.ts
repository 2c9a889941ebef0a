/** Files on a card, imports of them, and receipts about those, told in few words. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createReceipts } from '../../../src-main/services/receipts/receipts';
import type { ScopeRequest } from '../../../src-main/services/receipts/scope';
import type { Receipt, ReceiptDepth, ReceiptFile } from '../../../src-shared/domain/receipt';
import type { ReceiptId } from '../../../src-shared/units';
import type { TestCore } from '../../support/test-core';

export const MIB = 1024 * 1024;

/** A JPEG by its first bytes, filled with something that tells it from others. */
export const photo = (fill: number, sizeBytes = 1000): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(sizeBytes - 4, fill)]);

export function putOnCard(test: TestCore, name: string, bytes: Uint8Array): string {
  const path = join(test.source, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

export interface Made {
  receipt: Receipt;
  files: ReceiptFile[];
}

/** Makes one and waits for its end. */
export async function makeReceipt(
  test: TestCore,
  request: ScopeRequest = { albumId: test.albumId },
  depth: ReceiptDepth = 'head',
): Promise<Made> {
  const receipts = createReceipts(test.core);
  const id = receipts.make(request, depth);
  await receipts.idle();
  return read(test, id);
}

export function read(test: TestCore, id: ReceiptId): Made {
  const receipt = test.core.catalogue.receipts.get(id);
  if (!receipt) throw new Error('no receipt');
  return { receipt, files: [...test.core.catalogue.receipts.pages(id, 1000)].flat() };
}

/** The verdict, and each file as `name state`, with proof or reason to skip. */
export function told(test: TestCore, { receipt, files }: Made): object {
  const name = (path: string): string => path.replace(`${test.source}/`, '');
  return {
    safe: receipt.verdict?.safe,
    doubts: Object.fromEntries(receipt.verdict?.doubts.map(({ state, count }) => [state, count]) ?? []),
    files: files.map(({ path, state, proof, skip }) =>
      [name(path), state, ...(proof ? [proof] : []), ...(skip ? [`(${skip})`] : [])].join(' '),
    ),
  };
}

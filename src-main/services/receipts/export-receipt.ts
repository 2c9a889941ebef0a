/** Writes a receipt to a file that a person keeps: whole or not at all, and never over another one without being told so. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../src-shared/app-error';
import type { ReceiptFormat } from '../../../src-shared/domain/receipt';
import { type ReceiptLanguage, receiptWords } from '../../../src-shared/domain/receipt-words';
import { fileError } from '../../../src-shared/file-error';
import type { Settings } from '../../../src-shared/ipc-contract';
import type { ReceiptId } from '../../../src-shared/units';
import type { Core } from '../core';
import { giveName } from '../downloads/folder-target';
import { csvOf } from './export-csv';
import { jsonOf } from './export-json';
import { openPdf } from './export-pdf';
import { listOf } from './receipt-list';
import { receiptOr404 } from './receipts';

export interface ReceiptExport {
  format: ReceiptFormat;
  /** Absolute. */
  to: string;
  replace: boolean;
  /** Where the fonts of the PDF lie. */
  fontsFolder: string;
  /** IANA name; default: this computer's. */
  timeZone?: string;
}

/** Rejects with `not-found`, `bad-input` (still checking), `already-exists`, `disk-full`, `file-denied`, `io`, `cancelled`. */
export async function exportReceipt(
  core: Pick<Core, 'catalogue'>,
  id: ReceiptId,
  { format, to, replace, fontsFolder, timeZone }: ReceiptExport,
  signal: AbortSignal,
): Promise<void> {
  const receipt = receiptOr404(core, id);
  if (receipt.state === 'checking')
    throw new AppError('bad-input', 'The check is still under way. Export the receipt when it has ended.');
  if (!isAbsolute(to)) throw new AppError('bad-input', `“${to}” is no whole path. Choose where to write it.`);
  const taken = await lstat(to).catch(() => null);
  if (taken && (!replace || !taken.isFile())) throw isTaken(to);
  const list = listOf(core, receipt);
  const partial = join(dirname(to), `.caos-${randomUUID()}.part`);
  try {
    const sink = createWriteStream(partial, { flags: 'wx', flush: true });
    if (format === 'pdf') {
      const words = receiptWords[languageOf(core.catalogue.settings.get())];
      const pdf = await openPdf(list, { words, fontsFolder, ...(timeZone !== undefined && { timeZone }) });
      await Promise.all([pipeline(pdf.body, sink, { signal }), pdf.draw(signal)]);
    } else {
      const text = format === 'csv' ? csvOf(list) : jsonOf(list);
      await pipeline(Readable.from(text, { objectMode: false }), sink, { signal });
    }
    if (!(await giveName(partial, to, replace))) throw isTaken(to);
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', 'The export was cancelled.', { cause: error });
    throw fileError(error, to);
  } finally {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

const isTaken = (to: string): AppError =>
  new AppError('already-exists', `“${to}” is there already. Choose another name, or replace it.`, {
    params: { path: to },
  });

/** `system`: the language of this computer, where CAOS speaks it. */
function languageOf({ language }: Pick<Settings, 'language'>): ReceiptLanguage {
  const tag = language === 'system' ? Intl.DateTimeFormat().resolvedOptions().locale : language;
  return tag.startsWith('ko') ? 'ko' : 'en';
}

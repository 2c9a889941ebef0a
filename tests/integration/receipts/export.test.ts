/** Receipts as files: what a spreadsheet, a program and a person find in them, and what is never overwritten. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportReceipt } from '../../../src-main/services/receipts/export-receipt';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import type { ReceiptFile, ReceiptFormat } from '../../../src-shared/domain/receipt';
import type { ReceiptId } from '../../../src-shared/units';
import { openTestCore, type TestCore } from '../../support/test-core';
import { makeReceipt, photo, putOnCard } from './receipt-fixture';

const fontsFolder = join(import.meta.dirname, '../../../node_modules/pretendard/dist/public/static');
const never = new AbortController().signal;
const pdfToText = ['/usr/bin/pdftotext', '/usr/local/bin/pdftotext', '/opt/homebrew/bin/pdftotext'].find(
  existsSync,
);

let test: TestCore;
beforeEach(async () => {
  test = await openTestCore(createMemoryStore());
});
afterEach(() => test.close());

const out = (name: string): string => join(test.source, '..', `${test.source.split('/').at(-1)}-${name}`);
const write = (id: ReceiptId, format: ReceiptFormat, to: string, replace = false): Promise<void> =>
  exportReceipt(test.core, id, { format, to, replace, fontsFolder, timeZone: 'Asia/Seoul' }, never);

async function receiptOfCard(): Promise<ReceiptId> {
  putOnCard(test, 'DCIM/결혼식 사진 1.jpg', photo(1));
  putOnCard(test, 'DCIM/=1+1.jpg', photo(2));
  putOnCard(test, 'DCIM/with "quotes", commas.jpg', photo(3));
  putOnCard(test, 'notes.txt', Buffer.from('x'));
  await test.importAll();
  return (await makeReceipt(test)).receipt.id;
}

describe('JSON', () => {
  it('lists every file in the order of its digest, which anybody can compute again', async () => {
    const id = await receiptOfCard();
    await write(id, 'json', out('r.json'));
    const text = readFileSync(out('r.json'), 'utf8');
    const value = JSON.parse(text) as {
      format: string;
      version: number;
      receipt: { digest: string };
      files: ReceiptFile[];
    };
    expect({ format: value.format, version: value.version, count: value.files.length }).toEqual({
      format: 'caos-receipt',
      version: 1,
      count: 4,
    });
    const lines = text
      .split('\n')
      .filter((line) => line.startsWith('{"'))
      .map((line) => line.replace(/,$/, ''));
    const digest = createHash('sha256')
      .update(lines.map((line) => `${line}\n`).join(''))
      .digest('hex');
    expect(digest).toBe(value.receipt.digest);
    expect(lines.map((line) => JSON.parse(line) as ReceiptFile)).toEqual(value.files);
  });
  it.skipIf(process.platform !== 'linux')(
    'has the digest that the shell line of the documentation gives',
    async () => {
      const id = await receiptOfCard();
      await write(id, 'json', out('receipt.json'));
      const docs = readFileSync(join(import.meta.dirname, '../../../docs/receipts.md'), 'utf8');
      const line = /^(sed .* )receipt\.json( \| sha256sum)$/m.exec(docs);
      const command = `${line?.[1]}'${out('receipt.json')}'${line?.[2]}`;
      const [digest] = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split(' ');
      expect(digest).toBe(test.core.catalogue.receipts.get(id)?.digest);
    },
  );
  it('of a changed list has another digest', async () => {
    const first = await receiptOfCard();
    const before = test.core.catalogue.receipts.get(first)?.digest;
    putOnCard(test, 'new.jpg', photo(9));
    const after = (await makeReceipt(test)).receipt.digest;
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(after).not.toBe(before);
  });
});

describe('CSV', () => {
  it('is told as UTF-8, quoted, and without formulas', async () => {
    await write(await receiptOfCard(), 'csv', out('r.csv'));
    const text = readFileSync(out('r.csv'), 'utf8');
    const lines = text.split('\r\n');
    expect(text.startsWith('\uFEFFfile,state,')).toBe(true);
    expect(lines.length).toBe(6);
    expect(lines.at(-1)).toBe('');
    const quoted = lines.find((line) => line.includes('quotes'));
    expect(quoted).toContain(
      `"${test.source}/DCIM/with ""quotes"", commas.jpg",confirmed,,Test: test-album/,`,
    );
    expect(lines.find((line) => line.includes('1+1'))).toContain(',DCIM/=1+1.jpg,1000,md5,');
  });
  it('defuses a cell that begins like a formula', async () => {
    const path = putOnCard(test, '=cmd.jpg', photo(2));
    await test.importAll();
    const { receipt } = await makeReceipt(test);
    await write(receipt.id, 'csv', out('f.csv'));
    expect(readFileSync(out('f.csv'), 'utf8')).toContain(
      `${path},confirmed,,Test: test-album/,'=cmd.jpg,1000,`,
    );
  });
});

describe('PDF', () => {
  const textOf = (path: string): string =>
    execFileSync(pdfToText as string, ['-layout', path, '-'], { encoding: 'utf8' });
  it('is a PDF', async () => {
    await write(await receiptOfCard(), 'pdf', out('r.pdf'));
    const bytes = readFileSync(out('r.pdf'));
    expect([bytes.subarray(0, 5).toString(), bytes.subarray(-6).toString()]).toEqual(['%PDF-', '%%EOF\n']);
  });
  it.skipIf(!pdfToText)('says the verdict, the places, the digest and every file, in English', async () => {
    test.core.catalogue.settings.set({ language: 'en' });
    const id = await receiptOfCard();
    await write(id, 'pdf', out('r.pdf'));
    const text = textOf(out('r.pdf')).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Safe to format the card: the store confirmed every one of 3 files.');
    for (const part of [
      '1 file that is no photo or video was left out.',
      'Test: test-album/',
      '2026-01-01 09:00:00',
      '(Asia/Seoul)',
      test.core.catalogue.receipts.get(id)?.digest ?? 'digest',
      '결혼식 사진 1.jpg',
      '=1+1.jpg',
      createHash('md5').update(photo(2)).digest('hex'),
      'confirmed, MD5',
      'left out, neither a photo',
      '1 of 1',
    ])
      expect(text).toContain(part);
  });
  it.skipIf(!pdfToText)('says no, and why, in Korean', async () => {
    test.core.catalogue.settings.set({ language: 'ko' });
    await receiptOfCard();
    putOnCard(test, 'new.jpg', photo(9));
    const { receipt } = await makeReceipt(test);
    await write(receipt.id, 'pdf', out('r.pdf'));
    const text = textOf(out('r.pdf')).replaceAll(/\s+/g, ' ');
    for (const part of [
      '아직 안 됩니다. 카드를 포맷하지 마세요.',
      '파일 1개가 가져온 뒤 카드에 생겼습니다.',
      '1쪽 중 1쪽',
      '확인됨, MD5',
    ])
      expect(text).toContain(part);
  });
});

describe('a file that is there', () => {
  it('is replaced only when that was said, and nothing half is left', async () => {
    const id = await receiptOfCard();
    writeFileSync(out('r.json'), 'mine');
    await expect(write(id, 'json', out('r.json'))).rejects.toMatchObject({ code: 'already-exists' });
    expect(readFileSync(out('r.json'), 'utf8')).toBe('mine');
    await write(id, 'json', out('r.json'), true);
    expect(readFileSync(out('r.json'), 'utf8')).toContain('caos-receipt');
    await expect(write(id, 'json', join(test.source, 'no folder', 'r.json'))).rejects.toMatchObject({
      code: 'file-missing',
    });
    expect(readdirSync(join(test.source, '..')).filter((name) => name.startsWith('.caos-'))).toEqual([]);
  });
});

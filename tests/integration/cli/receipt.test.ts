/** `caos receipt`: the verdict as a sentence and as an exit code, now and of earlier, and as files. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Album } from '../../../src-shared/domain/album';
import { Desk, writePhoto } from './run-cli';

describe('caos receipt', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await writePhoto(desk.path('card', 'a.jpg'), 1);
    await writePhoto(desk.path('card', 'Séoul', '결혼식 1.jpg'), 2);
    writeFileSync(desk.path('card', 'notes.txt'), 'no photo');
    expect((await desk.run(['import', 'card', '--album', 'Kim'])).code).toBe(0);
  });
  afterEach(() => desk[Symbol.dispose]());
  const receipt = (...words: string[]) => desk.run(['receipt', '--album', 'Kim', ...words]);

  it('says safe with 0, and what was left out; of earlier it speaks as past', async () => {
    expect(await receipt('--import', '99')).toMatchObject({ code: 1, out: '' });
    const now = await receipt('--recheck');
    expect([now.code, now.out.split('\n').slice(0, 2)]).toEqual([
      0,
      [
        'Safe to format the card: the store confirmed every one of 2 files.',
        '1 file that is no photo or video was left out.',
      ],
    ]);
    const later = await receipt();
    expect([later.code, later.out.split('\n')[0]]).toEqual([
      0,
      expect.stringMatching(
        /^It was safe to format the card \d+ s ago: the store confirmed 2 files then\. Check again/,
      ),
    ]);
    expect(await desk.json(['receipt', '--album', 'Kim', '--read-back'])).toMatchObject({
      ok: true,
      fresh: true,
      receipt: {
        depth: 'read-back',
        verdict: { safe: true, doubts: [] },
        confirmedCount: 2,
        skippedCount: 1,
      },
      doubtful: [],
    });
  });

  it('says not yet with 1, why, and what to do', async () => {
    await writePhoto(desk.path('card', 'new.jpg'), 3);
    const [album] = await desk.json<Album[]>(['albums', 'list']);
    rmSync(desk.path('profile', 'store', album?.bucket ?? '', 'a.jpg'));
    const ended = await receipt('--recheck');
    expect([ended.code, ended.out.split('\n').slice(0, 2)]).toEqual([
      1,
      [
        'Not yet, because 1 file is not in the store any more. Import the card again.',
        'And: 1 file came onto the card after the import. Import the card again.',
      ],
    ]);
    expect(ended.out).toContain(`${desk.path('card', 'a.jpg')}: lost. The store does not have it any more.`);
  });

  it('writes files, never over others unasked', async () => {
    const written = await receipt(
      '--recheck',
      '--export',
      'r.csv',
      '--export',
      'r.json',
      '--export',
      'r.pdf',
    );
    expect(written.code).toBe(0);
    expect(readFileSync(desk.path('r.csv'), 'utf8')).toContain('결혼식 1.jpg');
    expect(JSON.parse(readFileSync(desk.path('r.json'), 'utf8'))).toMatchObject({ format: 'caos-receipt' });
    expect(readFileSync(desk.path('r.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await receipt('--export', 'r.csv')).toMatchObject({ code: 1, out: '' });
    expect(await receipt('--export', 'r.csv', '--replace')).toMatchObject({ code: 0 });
    expect(await receipt('--export', 'r.doc')).toMatchObject({ code: 2, out: '' });
  });
});

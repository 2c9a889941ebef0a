import { describe, expect, test } from 'vitest';
import { sealingPrimitives } from '../../../src-main/services/share/sealing-primitives';
import { PICKS_SLOT_BYTES, type Pick } from '../../../src-shared/domain/share-page';
import {
  generatePicksKeys,
  MAX_MESSAGE_BYTES,
  openPicks,
  sealPicks,
} from '../../../src-shared/sealing/picks-box';
import {
  choiceTexts,
  newestChoice,
  openedText,
  parsePicksMessage,
} from '../../../src-shared/sealing/picks-messages';
import { otherPrimitives } from '../../support/other-primitives';

const context = {
  shareId: 'share-1',
  recipientId: 'person-1',
  slot: 5,
  picksKey: new Uint8Array(32).fill(4),
};
const pick = (itemId: string, more: Partial<Pick> = {}): Pick => ({
  itemId,
  heart: true,
  colour: 'none',
  note: '',
  ...more,
});

describe('one slot', () => {
  test('is 64 KiB whatever is in it, and only the photographer reads it', async () => {
    const keys = await generatePicksKeys(sealingPrimitives);
    for (const text of ['', '조금 더 밝게', 'x'.repeat(MAX_MESSAGE_BYTES)]) {
      const box = await sealPicks(otherPrimitives, context, keys.publicKey, text);
      expect(box.length).toBe(PICKS_SLOT_BYTES);
      expect(await openPicks(sealingPrimitives, context, keys.privateKey, box)).toBe(text);
    }
    const stranger = await generatePicksKeys(sealingPrimitives);
    const box = await sealPicks(sealingPrimitives, context, keys.publicKey, 'mine');
    await expect(openPicks(sealingPrimitives, context, stranger.privateKey, box)).rejects.toMatchObject({
      fault: 'not-authentic',
    });
    await expect(
      sealPicks(sealingPrimitives, context, keys.publicKey, 'x'.repeat(MAX_MESSAGE_BYTES + 1)),
    ).rejects.toMatchObject({ fault: 'malformed' });
  });

  test('moved to another slot, person or share, written by another, changed, cut or grown is refused', async () => {
    const keys = await generatePicksKeys(sealingPrimitives);
    const box = await sealPicks(sealingPrimitives, context, keys.publicKey, 'mine');
    const others = [
      { ...context, slot: 6 },
      { ...context, recipientId: 'person-2' },
      { ...context, shareId: 'share-2' },
      { ...context, picksKey: new Uint8Array(32).fill(5) },
    ];
    for (const other of others) {
      await expect(openPicks(sealingPrimitives, other, keys.privateKey, box)).rejects.toMatchObject({
        fault: 'not-authentic',
      });
    }
    for (const at of [9, 45, 60, 30_000, PICKS_SLOT_BYTES - 1]) {
      const changed = box.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      await expect(openPicks(sealingPrimitives, context, keys.privateKey, changed)).rejects.toMatchObject({
        fault: 'not-authentic',
      });
    }
    for (const other of [box.slice(0, -1), new Uint8Array([...box, 0]), new Uint8Array(PICKS_SLOT_BYTES)]) {
      await expect(openPicks(sealingPrimitives, context, keys.privateKey, other)).rejects.toMatchObject({
        fault: 'malformed',
      });
    }
  });

  test('a public key of small order is refused by both', async () => {
    for (const primitives of [sealingPrimitives, otherPrimitives]) {
      for (const first of [0, 1]) {
        const weak = new Uint8Array(32);
        weak[0] = first;
        await expect(sealPicks(primitives, context, weak, 'mine')).rejects.toMatchObject({
          fault: 'not-authentic',
        });
      }
    }
  });
});

describe('messages', () => {
  test('a choice comes back whole, in one slot or in many', () => {
    const picks = [
      pick('a', { colour: 'purple', note: '“더 밝게” </script>' }),
      pick('b', { heart: false, note: 'line\nbreak' }),
    ];
    const texts = choiceTexts({ atMs: 10, sequence: 11, message: 'Thank you', picks });
    expect(texts.map(parsePicksMessage)).toEqual([
      { kind: 'choice', atMs: 10, sequence: 11, part: 0, parts: 1, message: 'Thank you', picks },
    ]);
    const many = Array.from({ length: 900 }, (_, index) => pick(`p${index}`, { note: '밝'.repeat(200) }));
    const parts = choiceTexts({ atMs: 10, sequence: 12, message: 'm'.repeat(2000), picks: many });
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.every((text) => Buffer.byteLength(text) <= MAX_MESSAGE_BYTES)).toBe(true);
    expect(newestChoice(parts.reverse().map(parsePicksMessage))).toEqual({
      atMs: 10,
      sequence: 12,
      message: 'm'.repeat(2000),
      picks: many,
    });
  });

  test('the newest whole choice wins; a newer one of which a part is missing does not', () => {
    const older = choiceTexts({ atMs: 1, sequence: 1, message: '', picks: [pick('a')] });
    const newer = choiceTexts({ atMs: 2, sequence: 2, message: '', picks: [pick('b')] });
    const long = Array.from({ length: 900 }, (_, index) => pick(`p${index}`, { note: '밝'.repeat(200) }));
    const torn = choiceTexts({ atMs: 3, sequence: 3, message: '', picks: long }).slice(1);
    const messages = [...newer, ...torn, ...older, openedText({ atMs: 9, count: 2 })].map(parsePicksMessage);
    expect(newestChoice(messages)).toEqual({ atMs: 2, sequence: 2, message: '', picks: [pick('b')] });
    expect(newestChoice([])).toBeNull();
  });

  const good = {
    v: 1,
    kind: 'choice',
    atMs: 1,
    sequence: 1,
    part: 0,
    parts: 1,
    message: '',
    picks: [['a', 1, 0, '']],
  };
  test.each([
    ['no JSON', '{'],
    ['another version', JSON.stringify({ ...good, v: 2 })],
    ['another kind', JSON.stringify({ ...good, kind: 'eval' })],
    ['a list', '[]'],
    ['null', 'null'],
    ['a time that is none', JSON.stringify({ ...good, atMs: 1e300 })],
    ['a part behind the last', JSON.stringify({ ...good, part: 1 })],
    ['no parts', JSON.stringify({ ...good, parts: 0 })],
    ['a thousand parts', JSON.stringify({ ...good, parts: 1000 })],
    ['a long message', JSON.stringify({ ...good, message: 'x'.repeat(2001) })],
    ['picks that are none', JSON.stringify({ ...good, picks: {} })],
    ['an item id with a path in it', JSON.stringify({ ...good, picks: [['../a', 1, 0, '']] })],
    ['a heart that is neither', JSON.stringify({ ...good, picks: [['a', true, 0, '']] })],
    ['a colour that is none', JSON.stringify({ ...good, picks: [['a', 1, 6, '']] })],
    ['a note that is too long', JSON.stringify({ ...good, picks: [['a', 1, 0, 'x'.repeat(1001)]] })],
    ['more than a row has', JSON.stringify({ ...good, picks: [['a', 1, 0, '', 1]] })],
    ['an opening without a count', JSON.stringify({ v: 1, kind: 'opened', atMs: 1 })],
  ])('%s is refused', (_what, text) => {
    expect(() => parsePicksMessage(text)).toThrowError(expect.objectContaining({ fault: 'malformed' }));
  });
});

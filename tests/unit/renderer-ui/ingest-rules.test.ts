/** The choices of the import sheet: what a plain import is, what is remembered, how a template is put together. */
import { describe, expect, it } from 'vitest';
import {
  cardOf,
  effectiveOptions,
  endedSafe,
  isPlain,
  newOn,
  ownTemplate,
  plainOptions,
  presetOf,
  rememberedOptions,
  usesField,
  withField,
} from '../../../src-renderer/features/ingest/ingest-rules';
import type { Card, Ingest } from '../../../src-shared/domain/ingest';
import type { Receipt } from '../../../src-shared/domain/receipt';
import type { IngestId } from '../../../src-shared/units';

const card: Card = {
  path: '/media/EOS',
  name: 'EOS',
  fileCount: 312,
  totalBytes: 18e9,
  counted: 'all',
  knownCount: 272,
  ejectable: true,
};
const ingestOf = (id: number, options: Partial<Ingest['options']>): Ingest => ({
  id: id as IngestId,
  name: 'EOS',
  roots: ['/media/EOS'],
  options: { ...plainOptions, ...options },
  state: 'done',
  importIds: [],
  albumIds: [],
  startedAtMs: 0,
  endedAtMs: 1,
  ejected: null,
  error: null,
});

describe('a plain import', () => {
  it('is one with nothing chosen', () => {
    expect(isPlain(plainOptions)).toBe(true);
    const chosen: Array<Partial<Ingest['options']>> = [
      { nameTemplate: '{seq}' },
      { splitBy: 'day' },
      { copies: [{ type: 'folder', path: '/backup' }] },
      { skipKnown: true },
      { eject: true },
    ];
    expect(chosen.map((options) => isPlain({ ...plainOptions, ...options }))).toEqual(
      chosen.map(() => false),
    );
    // What only has a meaning beside another choice changes nothing alone.
    expect(isPlain({ ...plainOptions, shoot: 'x', firstSeq: 9, shootGapHours: 2 })).toBe(true);
  });

  it('ejects nothing that cannot be ejected', () => {
    const options = { ...plainOptions, eject: true, shoot: ' River ' };
    expect(effectiveOptions(options, false)).toEqual({ ...plainOptions, shoot: 'River' });
    expect(effectiveOptions(options, true).eject).toBe(true);
  });
});

it('remembers the newest choices, but neither the shoot nor its number', () => {
  const older = ingestOf(3, { splitBy: 'day' });
  const newest = ingestOf(4, { nameTemplate: '{shoot}_{seq}', shoot: 'Kim', firstSeq: 400, eject: true });
  expect(rememberedOptions({ [newest.id]: newest, [older.id]: older })).toEqual({
    ...plainOptions,
    nameTemplate: '{shoot}_{seq}',
    eject: true,
  });
  expect(rememberedOptions({})).toEqual(plainOptions);
});

describe('templates', () => {
  it('knows its presets', () => {
    expect([null, '{date}_{camera}_{seq}', '{shoot}_{seq}', '{seq}', ''].map(presetOf)).toEqual([
      'card',
      'camera',
      'shoot',
      'own',
      'own',
    ]);
  });

  it('begins one of one’s own with something that is no preset', () => {
    expect([null, '{shoot}_{seq}', '{year}/{name}'].map(ownTemplate)).toEqual([
      '{date}_{name}',
      '{shoot}_{seq}_{name}',
      '{year}/{name}',
    ]);
  });

  it('puts a field where the caret is, or in place of what is selected', () => {
    expect(withField('{date}_', 'seq', { start: 7, end: 7 })).toEqual({
      template: '{date}_{seq}',
      caret: 12,
    });
    expect(withField('a XX b', 'iso', { start: 2, end: 4 })).toEqual({ template: 'a {iso} b', caret: 7 });
  });

  it('finds fields with and without a number of digits', () => {
    expect([usesField('{seq:5}', 'seq'), usesField('{seq}', 'seq'), usesField('seq', 'seq')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

it('finds the card that all paths lie on', () => {
  expect([
    cardOf(['/media/EOS'], [card]),
    cardOf(['/media/EOS/DCIM', '/media/EOS/MISC'], [card]),
    cardOf(['/media/EOS/DCIM', '/home'], [card]),
    cardOf(['/media/EOS2'], [card]),
    cardOf([], [card]),
  ]).toEqual([card, card, null, null, null]);
});

it('says how many are new only where it is known', () => {
  expect([
    newOn(card),
    newOn({ ...card, knownCount: null }),
    newOn({ ...card, counted: 'at-least' }),
  ]).toEqual([40, null, null]);
  expect(newOn({ ...card, knownCount: 400 })).toBe(0);
});

it('calls an ingest safe only by the newest receipt: one that failed is not made up for by an older one', () => {
  const receipt = (id: number, state: Receipt['state'], safe: boolean | null, ingestId = 1): Receipt =>
    ({ id, state, ingestId, verdict: safe === null ? null : { safe, doubts: [] } }) as unknown as Receipt;
  const ended = (...receipts: Receipt[]) => endedSafe(receipts, 1 as IngestId);
  expect([
    ended(),
    ended(receipt(1, 'done', true), receipt(2, 'done', false, 2)),
    ended(receipt(2, 'done', false), receipt(1, 'done', true)),
    ended(receipt(1, 'done', true), receipt(2, 'failed', null)),
    ended(receipt(1, 'done', true), receipt(2, 'cancelled', null)),
  ]).toEqual([false, true, false, false, false]);
});

/** Templates of names: any of them with any facts gives a legal key, and one that cannot be used says why in a sentence. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NameFacts, parseNameTemplate } from '../../../src-main/media/name-template';
import { objectKeyFor } from '../../../src-main/media/object-key';
import { isSystemLitter } from '../../../src-main/media/system-litter';
import { templateFields } from '../../../src-shared/domain/ingest';

const facts: NameFacts = {
  wallClock: '2024-05-01T10:11:12',
  make: 'Canon',
  camera: 'Canon EOS R6',
  lens: 'RF24-105mm f/4L "IS"',
  iso: 3200,
  name: 'IMG_0001',
  folder: '100CANON',
  seq: 7,
  shoot: '김 & Lee',
};
const named = (template: string, more: Partial<NameFacts> = {}): string =>
  parseNameTemplate(template, { shoot: more.shoot ?? facts.shoot }).nameFor({ ...facts, ...more });

describe('names', () => {
  it.each([
    ['{date}_{camera}_{seq}', '2024-05-01_Canon EOS R6_0007'],
    ['{year}/{month}/{day}/{time}_{seq:6}', '2024/05/01/101112_000007'],
    ['{shoot}/{name}', '김 & Lee/IMG_0001'],
    ['{lens} {iso}', 'RF24-105mm f-4L -IS- 3200'],
    ['{Make}-{folder}', 'Canon-100CANON'],
    [' a: b / {seq:1} ', 'a- b/7'],
    ['..{name}..', 'IMG_0001'],
  ])('%s', (template, name) => {
    expect(named(template)).toBe(name);
  });

  it('say “unknown” for what a photo does not tell, and for what names cannot hold', () => {
    expect(
      named('{camera}_{lens}_{iso}_{folder}', {
        camera: undefined,
        lens: ' .. ',
        iso: undefined,
        folder: '',
      }),
    ).toBe('unknown_unknown_unknown_unknown');
  });

  it('say whether a photo has to be opened for them', () => {
    expect(
      ['{name}_{seq}', '{folder}/{shoot}', '{date}', '{lens}'].map(
        (template) => parseNameTemplate(template, { shoot: 'x' }).readsPhotos,
      ),
    ).toEqual([false, false, true, true]);
  });
});

describe('a template that cannot be used', () => {
  it.each([
    ['{datum}_{seq}', 'There is no field {datum}. Use {date}, {time},'],
    ['{date', 'The template has a “{” without a “}” after it.'],
    ['date}', 'The template has a “}” without a “{” before it.'],
    ['{date}/', 'The template gives an empty name.'],
    [' .. ', 'The template gives an empty name.'],
    ['{name:3}', 'Only {seq} takes a number'],
    ['{seq:0}', 'Only {seq} takes a number'],
    ['{seq:4:4}', 'Only {seq} takes a number'],
  ])('%s', (template, sentence) => {
    expect(() => parseNameTemplate(template, { shoot: 'x' })).toThrow(
      expect.objectContaining({ code: 'bad-input', message: expect.stringContaining(sentence) }),
    );
  });

  it('asks for the word of {shoot}', () => {
    expect(() => parseNameTemplate('{shoot}_{seq}', { shoot: ' . ' })).toThrow('type a word for it');
  });
});

describe('any template and any facts', () => {
  const field = fc.constantFrom(...templateFields).map((name) => `{${name}}`);
  const text = fc.string({ unit: 'binary', maxLength: 12 }).map((one) => one.replace(/[{}]/g, ''));
  const anyText = fc.string({ unit: 'binary', maxLength: 80 });
  const template = fc
    .array(fc.oneof(field, text, fc.constant('/'), fc.constant('{seq:9}')), { minLength: 1, maxLength: 12 })
    .map((pieces) => pieces.join(''));
  const anyFacts = fc.record({
    wallClock: fc.constantFrom('2024-05-01T10:11:12', '1970-01-01T00:00:00'),
    make: fc.option(anyText, { nil: undefined }),
    camera: fc.option(anyText, { nil: undefined }),
    lens: fc.option(anyText, { nil: undefined }),
    iso: fc.option(fc.nat(), { nil: undefined }),
    name: anyText,
    folder: anyText,
    seq: fc.nat(),
    shoot: anyText,
  });

  it('give a legal key with its extension, in no hidden folder, as every system can hold it', () => {
    fc.assert(
      fc.property(template, anyFacts, fc.constantFrom('.JPG', '.cr3', '.mov'), (given, about, extension) => {
        let name: string;
        try {
          name = parseNameTemplate(given, { shoot: about.shoot }).nameFor(about);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-input' });
          return;
        }
        const key = objectKeyFor(name + extension, { maxKeyBytes: 1024 });
        const segments = key.split('/');
        expect(key.endsWith(extension)).toBe(true);
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
        for (const segment of segments) {
          expect(segment).not.toMatch(/^$|^\.|^\s|[\s.]$|[\\:*?"<>|]|\p{Cc}|\p{Surrogate}/u);
          expect(isSystemLitter(segment)).toBe(false);
          expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(255);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

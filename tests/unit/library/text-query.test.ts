/** What a person types becomes an expression that SQLite always accepts. */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldText } from '../../../src-main/library/fold-text';
import { wordsOf } from '../../../src-main/library/photo-words';
import { parseTextQuery } from '../../../src-main/library/text-query';

let database: Database.Database;
beforeAll(() => {
  database = new Database(':memory:');
  database.exec(
    "CREATE VIRTUAL TABLE photo_words USING fts5 (name, words, keywords, gear, place, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')",
  );
  const insert = database.prepare(
    'INSERT INTO photo_words (rowid, name, words, keywords, gear, place) VALUES (?, ?, ?, ?, ?, ?)',
  );
  photos.forEach((photo, place) => {
    const words = wordsOf({ edits: null, ...photo });
    insert.run(place, words.name, words.words, words.keywords, words.gear, words.place);
  });
});
afterAll(() => database.close());

const photos = [
  {
    key: 'DCIM/IMG_0001.jpg',
    metadata: { title: 'Bride at the café', cameraMake: 'Canon', cameraModel: 'Canon EOS R5' },
  },
  { key: 'DSC01234.ARW', metadata: { caption: '서울에서 찍은 벚꽃', lens: 'FE 24-70mm F2.8 GM' } },
  { key: 'a/BirthdayParty.heic', metadata: { keywords: ['서류', 'New York'], city: 'München' } },
  { key: 'b.jpg', metadata: { title: 'mine' }, edits: { title: 'Wedding of Kim', keywords: ['제주도'] } },
];

function find(text: string): number[] {
  const query = parseTextQuery(text);
  if (!query) return [];
  const ids = (expression: string): number[] =>
    database
      .prepare('SELECT rowid FROM photo_words WHERE photo_words MATCH ?')
      .pluck()
      .all(expression) as number[];
  const wanted = query.wanted.map((expression) => new Set(ids(expression)));
  const unwanted = new Set(query.unwanted.flatMap(ids));
  const all = database.prepare('SELECT rowid FROM photo_words ORDER BY rowid').pluck().all() as number[];
  return all.filter((id) => wanted.every((found) => found.has(id)) && !unwanted.has(id));
}

describe('a search', () => {
  it.each([
    ['img_0001', [0]],
    ['0001', [0]],
    ['img', [0]],
    ['IMG_0001.JPG', [0]],
    ['cafe bri', [0]],
    ['café', [0]],
    ['eos r5', [0]],
    ['img0001', [0]],
    ['fe24', [1]],
    ['dsc1234', []],
    ['dsc01234', [1]],
    ['dcim', [0]],
    ['1234', [1]],
    ['dsc', [1]],
    ['24-70', [1]],
    ['24-70mm', [1]],
    ['서우', [1]],
    ['서울', [1]],
    ['서울은', [1]],
    ['서울에서만', [1]],
    ['설', [2]],
    ['벚꽃을 서울', [1]],
    ['munchen', [2]],
    ['party', [2]],
    ['"new york"', [2]],
    ['"york new"', []],
    ['"new yo', [2]],
    ['"new yo"', []],
    ['wedding', [3]],
    ['mine', []],
    ['제주', [3]],
    ['제주도의', [3]],
    ['-jpg', [1, 2]],
    ['jpg -bride', [3]],
    ['-"new york" -jpg', [1]],
    ['bride wedding', []],
  ])('%s', (text, expected) => {
    expect(find(text)).toEqual(expected);
  });

  it.each(['', '  ', '-', '"', '""', '*', '^', '!!!', '( ) AND'.slice(0, 3), '-"'])(
    '%j asks for nothing',
    (text) => {
      expect(parseTextQuery(text)).toBeNull();
    },
  );

  it('never makes an expression that SQLite refuses', () => {
    const odd = fc.constantFrom(
      '"',
      '-',
      '*',
      '(',
      ')',
      ':',
      '^',
      ' ',
      '“',
      '”',
      'AND',
      'NOT',
      'NEAR',
      'a',
      '가',
      "'",
      '{',
      '+',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.array(odd).map((parts) => parts.join('')),
        ),
        (text) => {
          expect(Array.isArray(find(text))).toBe(true);
        },
      ),
    );
  });

  it('leaves out with -word exactly what word finds', () => {
    const words = fc.constantFrom('jpg', '서울', 'cafe', 'canon', 'x', '24-70', '설', 'kim');
    fc.assert(
      fc.property(words, (word) => {
        const found = new Set(find(word));
        expect(find(`-${word}`)).toEqual(photos.map((_, place) => place).filter((id) => !found.has(id)));
      }),
    );
  });

  it('finds a photo by any beginning of any word of its title', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'aéßøñçž서울벚꽃과ㄱ0'),
      minLength: 1,
      maxLength: 8,
    });
    const insert = database.prepare(
      "INSERT INTO photo_words (rowid, name, words, keywords, gear, place) VALUES (99, '', ?, '', '', '')",
    );
    const remove = database.prepare('DELETE FROM photo_words WHERE rowid = 99');
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        fc.nat(),
        (words, which, cut) => {
          insert.run(wordsOf({ key: 'z', metadata: { title: words.join(' ') }, edits: null }).words);
          try {
            const word = words[which % words.length] as string;
            expect(find(word.slice(0, 1 + (cut % word.length)))).toContain(99);
            expect(find(foldText(word))).toContain(99);
          } finally {
            remove.run();
          }
        },
      ),
    );
  });
});

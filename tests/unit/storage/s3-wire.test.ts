import { expect, it } from 'vitest';
import { decodeMetadata, encodeMetadata } from '../../../src-main/storage/drivers/s3/metadata';
import { decodeListed, plainEtag } from '../../../src-main/storage/drivers/s3/wire';
import { compareKeys } from '../../../src-main/storage/key-order';
import { multipartEtag } from '../../../src-main/storage/multipart-etag';

it('metadata goes through headers unharmed', () => {
  const metadata = {
    title: 'Grüße 사진 📷',
    plain: 'a b+c%41',
    edges: ' x ',
    line: 'a\nb',
    word: '=?utf-8?q?a?=',
    empty: '',
  };
  const encoded = encodeMetadata({ ...metadata, Upper: 'x' });
  expect(Object.values(encoded).every((value) => /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value))).toBe(true);
  expect({ plain: encoded.plain, decoded: decodeMetadata(encoded) }).toEqual({
    plain: 'a b+c%41',
    decoded: { ...metadata, upper: 'x' },
  });
});

it('metadata that others wrote is read, in several words and quoted-printable', () => {
  expect(
    decodeMetadata({ Title: '=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus?= =?utf-8?B?IEvDtmxu?=', note: 'plain' }),
  ).toEqual({
    title: 'Grüße aus Köln',
    note: 'plain',
  });
});

it('ETags lose quotes and weak mark', () => {
  expect(['"abc"', 'abc', 'W/"abc"', undefined].map(plainEtag)).toEqual(['abc', 'abc', 'abc', '']);
});

it('listed names are decoded only when the store says it encoded them', () => {
  expect([decodeListed('a+b%2Bc%20%E6%97%A5', 'url'), decodeListed('a+b%2B', undefined)]).toEqual([
    'a b+c 日',
    'a+b%2B',
  ]);
});

it('keys are ordered by their UTF-8 bytes', () => {
  const keys = ['b', 'a/b', 'a', '\u{1F4F7}', '\uFFFD', 'ä', 'a-b', 'Z'];
  const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect([...keys].sort(compareKeys)).toEqual(byBytes);
});

it('the ETag of parts is the MD5 of their MD5s and their count', () => {
  // Two parts “hello” and “world”; reference: (md5 hello; md5 world) | xxd -r -p | md5sum
  expect(multipartEtag(['5d41402abc4b2a76b9719d911017c592', '7d793037a0760186574b0282f2f435e7'])).toBe(
    '065947336a2f2a95ba8899f3675c3be6-2',
  );
  expect(multipartEtag(['5d41402abc4b2a76b9719d911017c592', 'encrypted'])).toBeNull();
});

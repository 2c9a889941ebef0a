import { expect, test } from 'vitest';
import type { GuestPageData } from '../../../src-shared/domain/share-page';
import { addressIn, compactAddresses } from '../../../src-shared/sealing/address-book';
import { fillGuestPage, GUEST_DATA_MARK } from '../../../src-shared/sealing/fill-guest-page';

const template = `<script type="application/json" id="share">${GUEST_DATA_MARK}</script><script>main()</script>`;

test('data goes in as it is, and nothing in it can end its block', () => {
  const data: GuestPageData = {
    header: {
      format: 'caos-share',
      version: 1,
      shareId: '</script><script>alert(1)</script>',
      recipientId: '<!--<script>$& $1 \u2028',
      revision: 1,
      kdf: { name: 'argon2id', salt: 'a', memoryKiB: 1, passes: 1, lanes: 1 },
    },
    greeting: '&lt;',
    sealed: '$`',
  };
  const page = fillGuestPage(template, data);
  const [, block = ''] = /id="share">([^<]*)<\/script><script>main\(\)<\/script>$/.exec(page) ?? [];
  expect(JSON.parse(block)).toEqual(data);
  expect(page.match(/<script/g)).toHaveLength(2);
});

test('only the built page is filled, and only once', () => {
  const data = {} as GuestPageData;
  expect(() => fillGuestPage('<html>', data)).toThrow();
  expect(() => fillGuestPage(template + template, data)).toThrow();
});

test('addresses that differ in name and signature are written short and read back', () => {
  const base = 'https://s3.example/bucket/.caos/shares/x/objects/y/';
  const address = (name: string, signature: string) =>
    `${base}${name}?X-Amz-Algorithm=A&X-Amz-Date=1&X-Amz-Signature=${signature}&x-id=GetObject`;
  const all = Object.fromEntries(['aa', 'bb', 'cc'].map((name, at) => [name, address(name, `00${at}`)]));
  const book = compactAddresses(all);
  expect(book.kind).toBe('signed');
  expect(JSON.stringify(book).length).toBeLessThan(JSON.stringify(all).length);
  for (const name of Object.keys(all)) expect(addressIn(book, name)).toBe(all[name]);
  expect(addressIn(book, 'dd')).toBeNull();
  expect(addressIn(book, 'constructor')).toBeNull();
});

test('any other addresses stay as they are', () => {
  const all = { aa: 'https://one.example/aa?sig=1', bb: 'https://two.example/bb?sig=2' };
  const book = compactAddresses(all);
  expect(book).toEqual({ kind: 'each', addresses: all });
  expect(addressIn(book, 'bb')).toBe(all.bb);
  expect(addressIn(book, 'toString')).toBeNull();
  expect(addressIn({ kind: 'prefix', before: '/v1/a/c/o/', after: '?temp_url_sig=1' }, 'aa')).toBe(
    '/v1/a/c/o/aa?temp_url_sig=1',
  );
  expect(compactAddresses({})).toEqual({ kind: 'each', addresses: {} });
});

/** What the page can address: its own built files and pictures by number, and nothing else on this computer. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isAllowedOutside,
  isPageUrl,
  pageFile,
  parseMediaUrl,
  pictureType,
} from '../../../src-main/electron/addresses';

describe('media addresses', () => {
  it('names a thumbnail or a preview by its number', () => {
    expect(parseMediaUrl('media://thumb/17?r=3')).toEqual({ kind: 'thumb', id: 17 });
    expect(parseMediaUrl('media://grid/17?r=3')).toEqual({ kind: 'grid', id: 17 });
    expect(parseMediaUrl('media://strip/17?r=3')).toEqual({ kind: 'strip', id: 17 });
    expect(parseMediaUrl('media://preview/9007199254740991')).toEqual({
      kind: 'preview',
      id: 9007199254740991,
    });
    expect(parseMediaUrl('media://full/5?r=1')).toEqual({ kind: 'full', id: 5 });
    expect(parseMediaUrl('media://video/5?r=1')).toEqual({ kind: 'video', id: 5 });
  });

  it.each([
    'media://thumb/',
    'media://thumb/0',
    'media://thumb/-1',
    'media://thumb/1.5',
    'media://thumb/1e3',
    'media://thumb/01',
    'media://thumb/9007199254740993',
    'media://thumb/1/../../../etc/passwd',
    'media://thumb/../../etc/passwd',
    'media://thumb/..%2f..%2fetc%2fpasswd',
    'media://thumb/%31',
    'media://thumb/1%00',
    'media://thumb/1?r=1&path=/etc/passwd',
    'media://thumb/1#x',
    'media://original/1',
    'media://user@thumb/1',
    'media://thumb:80/1',
    'media:///etc/passwd',
    'file:///etc/passwd',
    'https://thumb/1',
  ])('refuses %s', (url) => {
    expect(parseMediaUrl(url)).toBeNull();
  });

  it('never turns any text into anything but a positive whole number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webPath()), (tail) => {
        const address = parseMediaUrl(`media://thumb/${tail}`);
        return address === null || (Number.isSafeInteger(address.id) && address.id > 0);
      }),
    );
  });
});

describe('page addresses', () => {
  const root = join('/', 'opt', 'caos', 'renderer');

  it('serves the built page with its types', () => {
    expect(pageFile('app://caos/index.html', root)).toEqual({
      path: join(root, 'index.html'),
      contentType: 'text/html; charset=utf-8',
    });
    expect(pageFile('app://caos/assets/index-1a.js?x#y', root)).toEqual({
      path: join(root, 'assets', 'index-1a.js'),
      contentType: 'text/javascript; charset=utf-8',
    });
  });

  it.each([
    'app://caos/',
    'app://caos',
    'app://other/index.html',
    'app://caos.evil/index.html',
    'app://caos/secret.db',
    'app://caos/%2e%2e%2f%2e%2e%2fetc%2fpasswd.html',
    'app://caos/..%5c..%5cx.html',
    'app://caos/%00index.html',
    'app://caos/%zz.html',
    'file:///opt/caos/renderer/index.html',
  ])('refuses %s', (url) => {
    expect(pageFile(url, root)).toBeNull();
  });

  it('stays inside the folder whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', 'a', '/', '.html', '%25')),
        (parts) => {
          const file = pageFile(`app://caos/${parts.join('/')}.html`, root);
          return file === null || file.path.startsWith(root);
        },
      ),
    );
  });

  it('tells our own page from every other', () => {
    const urls = ['app://caos/index.html', 'app://caos', 'app://caos.evil/', 'app://caosx', 'https://caos/'];
    expect(urls.map(isPageUrl)).toEqual([true, true, false, false, false]);
  });
});

it('opens only the named sites outside, and only plainly', () => {
  const urls = [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/',
    'http://docs.aws.amazon.com/',
    'https://docs.aws.amazon.com.evil.example/',
    'https://docs.aws.amazon.com@evil.example/',
    'https://me:pw@docs.aws.amazon.com/',
    'https://docs.aws.amazon.com:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not a url',
  ];
  expect(urls.filter(isAllowedOutside)).toEqual([urls[0]]);
});

it('knows the pictures of the cache by their first bytes', () => {
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
  const webp = new TextEncoder().encode('RIFF1234WEBPVP8 ');
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d]);
  const html = new TextEncoder().encode('<!doctype html><script>');
  expect([jpeg, webp, png, html, new Uint8Array()].map(pictureType)).toEqual([
    'image/jpeg',
    'image/webp',
    'image/png',
    null,
    null,
  ]);
});

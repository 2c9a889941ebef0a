import sharp, { type WebpOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  assetsInPackName,
  decodePackHeader,
  encodePack,
  PACK_HEAD_BYTES,
  packHeaderBytes,
  packName,
  webpLongSide,
} from '../../../src-main/services/pack-format';

const entry = {
  key: '사진/ü.jpg',
  etag: 'e',
  sizeBytes: 5,
  kind: 'photo' as const,
  metadata: { widthPx: 3, heightPx: 2 },
  thumbhash: 'h',
  fingerprint: 'f',
  md5: 'm',
};
const thumbs = [Buffer.from('first'), Buffer.from('the second')];
const pack = Buffer.concat(
  encodePack(
    [
      { ...entry, thumb: { bytes: thumbs[0] as Buffer, px: 512 } },
      { ...entry, key: 'b.jpg', thumb: null },
      { ...entry, key: 'c.mov', kind: 'video', thumb: { bytes: thumbs[1] as Buffer, px: 160 } },
    ],
    Date.UTC(2026, 10, 21),
  ),
);
const headerBytes = packHeaderBytes(pack) as number;
const header = pack.subarray(PACK_HEAD_BYTES, PACK_HEAD_BYTES + headerBytes);

it('a pack is what its description says', () => {
  expect(pack.toString('latin1', 0, 8)).toBe('CAOSPACK');
  expect(pack.readUInt32BE(8)).toBe(header.length);
  expect(JSON.parse(header.toString())).toEqual({
    format: 'caos-pack',
    version: 1,
    createdAt: '2026-11-21T00:00:00.000Z',
    assets: [
      { ...entry, thumb: { start: 0, sizeBytes: 5, px: 512 } },
      { ...entry, key: 'b.jpg', thumb: null },
      { ...entry, key: 'c.mov', kind: 'video', thumb: { start: 5, sizeBytes: 10, px: 160 } },
    ],
  });
  expect(pack.subarray(PACK_HEAD_BYTES + header.length).toString()).toBe('firstthe second');
});

it('read back, thumbnails are found from the first byte of the object', () => {
  const { md5, ...told } = entry;
  const behind = PACK_HEAD_BYTES + header.length;
  expect(decodePackHeader(header)).toEqual([
    { ...told, md5Hex: md5, thumb: { start: behind, sizeBytes: 5, px: 512 } },
    { ...told, md5Hex: md5, key: 'b.jpg', thumb: null },
    {
      ...told,
      md5Hex: md5,
      key: 'c.mov',
      kind: 'video',
      thumb: { start: behind + 5, sizeBytes: 10, px: 160 },
    },
  ]);
});

it('an entry that makes no sense is left out, fields that we do not know are no harm', () => {
  const told = JSON.parse(header.toString());
  told.hint = 'of a later version';
  told.assets[0].rating = 5;
  told.assets[1].metadata = { widthPx: -1 };
  told.assets[2].thumb.sizeBytes = 1e12;
  told.assets.push(null, {});
  expect(decodePackHeader(Buffer.from(JSON.stringify(told)))?.map(({ key }) => key)).toEqual([entry.key]);
});

it('a header that would only keep the reader busy is none', () => {
  const told = JSON.parse(header.toString());
  const started = performance.now();
  told.assets = Array.from({ length: 1_000_000 }, () => 0);
  expect(decodePackHeader(Buffer.from(JSON.stringify(told)))).toBeNull();
  told.assets = Array.from({ length: 1001 }, () => entry);
  expect(decodePackHeader(Buffer.from(JSON.stringify(told)))).toBeNull();
  expect(performance.now() - started).toBeLessThan(1000);
});

it('an entry that tells beyond all measure is left out', () => {
  const told = JSON.parse(header.toString());
  told.assets[0].metadata.caption = 'x'.repeat(70_000);
  expect(decodePackHeader(Buffer.from(JSON.stringify(told)))?.map(({ key }) => key)).toEqual([
    'b.jpg',
    'c.mov',
  ]);
});

describe('the long side of a WebP', () => {
  const make = (width: number, height: number, options: WebpOptions, channels: 3 | 4 = 3) =>
    sharp({ create: { width, height, channels, background: { r: 9, g: 9, b: 9, alpha: 0.5 } } })
      .webp(options)
      .toBuffer();
  it.each([
    ['lossy', { quality: 78 }, 3],
    ['lossless', { lossless: true }, 3],
    ['extended', { quality: 78 }, 4],
  ] as const)('%s', async (_, options, channels) => {
    expect(webpLongSide(await make(512, 300, options, channels))).toBe(512);
    expect(webpLongSide(await make(20, 16_383, options, channels))).toBe(16_383);
  });
  it('of other bytes is none', () => {
    expect(webpLongSide(Buffer.from('RIFF....WEBP'))).toBeNull();
    expect(webpLongSide(Buffer.from(`RIFF....WEBP<svg>${'x'.repeat(40)}`))).toBeNull();
    expect(webpLongSide(Buffer.alloc(64))).toBeNull();
  });
});

describe('what is no pack', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['other bytes', Buffer.from('<!doctype html><html>')],
    ['a header without end', Buffer.concat([Buffer.from('CAOSPACK'), Buffer.from([255, 255, 255, 255])])],
  ])('%s', (_, bytes) => {
    expect(packHeaderBytes(bytes)).toBeNull();
  });
  it.each([
    '',
    'not json',
    '{}',
    '{"format":"caos-pack","version":2,"createdAt":"2026-11-21T00:00:00Z","assets":[]}',
  ])('a header like %j', (text) => {
    expect(decodePackHeader(Buffer.from(text))).toBeNull();
  });
  it.each([
    'readme.txt',
    'x.pack',
    '20261121T000000000Z-3f9a1c2b-.pack',
    '20261121T000000000Z-3F9A1C2B-2.pack',
    '20261121T000000000Z-3f9a1c2b-1001.pack',
    '20261121T000000000Z-3f9a1c2b-99999.pack',
    'a/20261121T000000000Z-3f9a1c2b-2.pack',
  ])('by its name: %s', (name) => {
    expect(assetsInPackName(name)).toBeNull();
  });
});

it('names sort by time and tell the count', () => {
  const name = packName(Date.UTC(2026, 10, 21, 7, 53, 0, 123), '3f9a1c2b', 200);
  expect([name, assetsInPackName(name)]).toEqual(['20261121T075300123Z-3f9a1c2b-200.pack', 200]);
});

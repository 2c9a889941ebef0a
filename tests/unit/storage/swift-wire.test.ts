/** How Swift writes names, times, metadata, ETags and capabilities. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  capabilitiesOf,
  linkDigest,
  type SwiftInfo,
  swiftCapabilities,
} from '../../../src-main/storage/drivers/swift/info';
import { decodeMetadata, encodeMetadata } from '../../../src-main/storage/drivers/swift/metadata';
import { sloEtag } from '../../../src-main/storage/drivers/swift/multipart';
import {
  deleteAt,
  msOfListed,
  msOfTimestamp,
  objectInfoOf,
  objectInfoOfListed,
  pathOf,
  splitPath,
} from '../../../src-main/storage/drivers/swift/wire';
import type { AppError } from '../../../src-shared/app-error';

function failure(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    return error as AppError;
  }
  throw new Error('it did not fail');
}

describe('metadata', () => {
  const prefix = 'X-Object-Meta-';
  /** As it comes back: lower-case names, values as Node hands them over. */
  const returned = (headers: Record<string, string>) =>
    decodeMetadata(
      'x-object-meta-',
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    );

  it('survives whatever it holds', () => {
    const metadata = {
      plain: 'as it is, 3/4 & "more"',
      title: 'Hochzeit 결혼식 📷',
      percent: '100 % and %41',
      spaced: '  two and two  ',
      lines: 'a\r\nb\tc',
      empty: '',
      under_score: 'x',
    };
    const headers = encodeMetadata(prefix, metadata);
    expect(returned(headers)).toEqual(metadata);
    expect(
      Object.values(headers).every((value) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value)),
    ).toBe(true);
    expect([headers['X-Object-Meta-plain'], headers['X-Object-Meta-title']?.slice(0, 15)]).toEqual([
      'as it is, 3/4 & "more"',
      'Hochzeit %EA%B2',
    ]);
  });

  it('of other programs is read as it was meant', () => {
    expect(
      returned({
        'X-Object-Meta-Raw': Buffer.from('Grüße', 'utf8').toString('latin1'),
        'X-Object-Meta-Latin': 'Grüße',
        'X-Object-Meta-Sale': '50% off, 100%',
        'X-Object-Meta-Encoded': '%C3%9C',
        'Content-Type': 'image/jpeg',
      }),
    ).toEqual({ raw: 'Grüße', latin: 'Grüße', sale: '50% off, 100%', encoded: 'Ü' });
    expect(returned({ 'Content-Type': 'image/jpeg' })).toBe(undefined);
  });

  it('that Swift cannot keep is refused with a sentence', () => {
    const long = failure(() => encodeMetadata(prefix, { title: 'ü'.repeat(43) }));
    const name = failure(() => encodeMetadata(prefix, { 'a:b': 'x' }));
    expect([long.code, long.message, name.code]).toEqual([
      'bad-input',
      'The property “title” is too long for this store, which keeps 256 bytes of each. Shorten it and try again.',
      'bad-input',
    ]);
    expect(encodeMetadata(prefix, { title: 'ü'.repeat(42) })['X-Object-Meta-title']).toHaveLength(252);
  });
});

describe('names', () => {
  it('are encoded whole, and slashes stay', () => {
    expect(pathOf('Ä b', '/x//ä b%41?#.jpg')).toBe('/%C3%84%20b//x//%C3%A4%20b%2541%3F%23.jpg');
    expect(splitPath('/segments/a/b')).toEqual({ bucket: 'segments', key: 'a/b' });
  });
  it('without a UTF-8, and NUL, are refused', () => {
    expect(failure(() => pathOf('b', 'half \ud83d')).code).toBe('bad-input');
    expect(failure(() => pathOf('b', 'nul \0')).message).toBe(
      '“nul �” holds a broken character. Rename it and try again.',
    );
  });
});

describe('times', () => {
  it('are the same in a listing and in a head', () => {
    expect([
      msOfTimestamp('1795249163.21899'),
      msOfListed('2026-11-21T08:19:23.218990'),
      msOfTimestamp('1795249163.00700'),
      msOfTimestamp('1795249163'),
    ]).toEqual([1795249163218, 1795249163218, 1795249163007, 1795249163000]);
  });
  it('of ending are never earlier than asked for', () => {
    expect([deleteAt(1_700_000_000_001), deleteAt(1_700_000_000_000)]).toEqual(['1700000001', '1700000000']);
  });
});

describe('ETags', () => {
  const etag = createHash('md5').update('ab').digest('hex');
  it('of large objects are the MD5 of their segments’ ETags as text', () => {
    const [a, b] = ['5d41402abc4b2a76b9719d911017c592', '7d793037a0760186574b0282f2f435e7'];
    expect([sloEtag([a, b]), sloEtag([a, 'opaque'])]).toEqual([
      createHash('md5').update(`${a}${b}`).digest('hex'),
      null,
    ]);
  });
  it('are told alike by head and listing, whoever joined the object', () => {
    const head = objectInfoOf('film.mov', {
      etag: `"${etag}"`,
      'content-length': '12',
      'content-type': 'video/mp4',
      'x-static-large-object': 'True',
      'x-timestamp': '1795249163.54412',
    });
    const listed = objectInfoOfListed({
      name: 'film.mov',
      bytes: 12,
      hash: '44c9fa70a3bad92c495e5bd68c9f9d18; s3_etag=66576037de5f855520baf1ab1ae762f1-2',
      slo_etag: `"${etag}"`,
      content_type: 'video/mp4',
      last_modified: '2026-11-21T08:19:23.544120',
    });
    expect(listed).toEqual(head);
    expect(head).toEqual({
      key: 'film.mov',
      sizeBytes: 12,
      etag,
      modifiedAtMs: 1795249163544,
      contentType: 'video/mp4',
      etagKind: 'parts',
    });
  });
});

describe('what a store tells of itself', () => {
  const info: SwiftInfo = {
    swift: {
      policies: [{ name: 'silver' }, { name: 'gold', default: true }],
      max_file_size: 1000,
      max_object_name_length: 512,
    },
    slo: { min_segment_size: 2 * 1024 ** 2, max_manifest_segments: 9 },
    tempurl: { methods: ['GET'], allowed_digests: ['sha512', 'sha1'] },
    bulk_delete: { max_deletes_per_request: 100 },
    object_versioning: {},
    container_quotas: {},
  };
  it('becomes capabilities', () => {
    expect(capabilitiesOf(info)).toEqual({
      ...swiftCapabilities,
      multipart: { minPartBytes: 2 * 1024 ** 2, maxPartBytes: 1000, maxParts: 9 },
      maxSinglePutBytes: 1000,
      maxKeyBytes: 512,
      bulkDelete: true,
      tiers: ['gold', 'silver'],
      tierOf: 'bucket',
      versioning: true,
      bucketQuota: true,
    });
  });
  it('without links has none', () => {
    const { presign, presignPrefix, inlineHtml, maxLinkSeconds } = capabilitiesOf({});
    expect({ presign, presignPrefix, inlineHtml, maxLinkSeconds }).toEqual({
      presign: false,
      presignPrefix: false,
      inlineHtml: false,
      maxLinkSeconds: 0,
    });
  });
  it('chooses the digest of links', () => {
    expect([
      linkDigest(null),
      linkDigest(info),
      linkDigest({ tempurl: { allowed_digests: ['sha1', 'sha256'] } }),
      linkDigest({ tempurl: {} }),
      linkDigest({}),
    ]).toEqual(['sha256', 'sha512', 'sha256', 'sha1', '']);
  });
});

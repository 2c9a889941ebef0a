import { describe, expect, test } from 'vitest';
import { sealingPrimitives } from '../../../src-main/services/share/sealing-primitives';
import type { EnvelopeContent, EnvelopeHeader, ShareKdf } from '../../../src-shared/domain/share-page';
import { fromBase64Url, toBase64Url, utf8 } from '../../../src-shared/sealing/bytes';
import { openEnvelope, openGreeting, sealEnvelope, sealGreeting } from '../../../src-shared/sealing/envelope';
import {
  checkKdf,
  deriveDeviceKey,
  deriveGreetingKey,
  deriveKek,
  deriveObjectKey,
  derivePicksKey,
  newKdf,
} from '../../../src-shared/sealing/share-keys';
import { linkFragment, readLinkFragment } from '../../../src-shared/sealing/share-link';
import { otherPrimitives } from '../../support/other-primitives';

const ids = { shareId: 'share-1', recipientId: 'person_2' };
const linkSecret = new Uint8Array(32).map((_, index) => index);
const kdf: ShareKdf = {
  name: 'argon2id',
  salt: toBase64Url(new Uint8Array(16).map((_, index) => 16 + index)),
  memoryKiB: 65_536,
  passes: 3,
  lanes: 1,
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe.each([
  ['the app’s primitives', sealingPrimitives],
  ['OpenSSL’s Argon2id and noble', otherPrimitives],
])('keys by %s', (_who, primitives) => {
  test('every derivation makes what it made when the format was fixed', async () => {
    const kek = await deriveKek(primitives, { ...ids, code: '7K2QFM9XB0', linkSecret, kdf });
    const keys = {
      kek,
      picks: await derivePicksKey(primitives, kek, ids),
      device: await deriveDeviceKey(primitives, kek, ids),
      greeting: await deriveGreetingKey(primitives, linkSecret, ids),
      object: await deriveObjectKey(primitives, linkSecret, { shareId: 'share-1', objectId: 'object-3' }),
    };
    expect(Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, hex(key)]))).toEqual({
      kek: 'eb869aec183d6a800f4ace6180bd6a4155689fe370366babd90656813358674f',
      picks: 'f61203d58c6240941d03dd0ff04a21bc96cdb63fb2190115b7667f3c32fed13f',
      device: '8091d285f7b6b3735a6bfd37efcacee10ca2733e660aad54a50d9c06720542af',
      greeting: '1a857c35bff28b4a3417d0d7b6c5f12e620790dc30c93ccbe36c81c8296c69ae',
      object: '1ec535e1cdb8df90a05b424cf72df6123d709c1ebd56be894861a6c0d41ec7f1',
    });
  });

  test('HKDF, HMAC and X25519 as their RFCs have them, and AES-GCM as it was', async () => {
    // RFC 5869, test case 3 without its longer output; RFC 4231, case 2; RFC 7748, section 5.2.
    const okm = await primitives.hkdfSha256(new Uint8Array(22).fill(0x0b), new Uint8Array(0));
    expect(hex(okm)).toBe('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d');
    expect(hex(await primitives.hmacSha256(utf8('Jefe'), utf8('what do ya want for nothing?')))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    const fromHex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
    const scalar = fromHex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
    const point = fromHex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
    expect(hex((await primitives.x25519(scalar, point)) ?? new Uint8Array(0))).toBe(
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    );
    // Made once by OpenSSL.
    const [key, nonce] = [new Uint8Array(32).fill(1), new Uint8Array(12).fill(2)];
    expect(hex(await primitives.aesGcmSeal(key, nonce, utf8('caos'), utf8('bound')))).toBe(
      '64b7a63a47f4b04629861e818cff48025b46737d',
    );
  });
});

describe('bounds of the key’s parameters', () => {
  test.each([
    ['less memory', { memoryKiB: 65_535 }],
    ['more memory than a phone has', { memoryKiB: 262_145 }],
    ['fewer passes', { passes: 2 }],
    ['endless passes', { passes: 11 }],
    ['more lanes', { lanes: 2 }],
    ['half a pass', { passes: 3.5 }],
    ['numbers as words', { memoryKiB: '65536' as unknown as number }],
    ['a short salt', { salt: 'AAAA' }],
    ['another function', { name: 'argon2i' as 'argon2id' }],
  ])('%s is refused', async (_what, change) => {
    const changed = { ...kdf, ...change };
    expect(() => checkKdf(changed)).toThrowError(expect.objectContaining({ fault: 'unsupported' }));
    await expect(
      deriveKek(sealingPrimitives, { ...ids, code: '7K2QFM9XB0', linkSecret, kdf: changed }),
    ).rejects.toMatchObject({ fault: 'unsupported' });
  });

  test('new ones are within, each with a salt of its own', () => {
    const [one, two] = [newKdf(sealingPrimitives), newKdf(sealingPrimitives)];
    expect(() => checkKdf(one)).not.toThrow();
    expect(one.salt).not.toBe(two.salt);
  });
});

describe('envelope and greeting', () => {
  const header: EnvelopeHeader = { format: 'caos-share', version: 1, ...ids, revision: 4, kdf };
  const kek = new Uint8Array(32).fill(9);
  const content: EnvelopeContent = {
    contentKey: 'AAAA',
    picksPublicKey: null,
    manifest: { id: 'manifest-1', revision: 2, sizeBytes: 10 },
    addresses: { kind: 'prefix', before: '/o/', after: '?sig=1' },
    picks: null,
    endsAtMs: 5,
    sureUntilMs: 4,
  };

  test('opens with its own key and header, and with no other', async () => {
    const sealed = await sealEnvelope(sealingPrimitives, kek, header, content);
    expect(await openEnvelope(otherPrimitives, kek, header, sealed)).toEqual(content);
    const others: Array<[Uint8Array<ArrayBuffer>, EnvelopeHeader]> = [
      [new Uint8Array(32).fill(8), header],
      [kek, { ...header, shareId: 'share-2' }],
      [kek, { ...header, recipientId: 'person_3' }],
      [kek, { ...header, revision: 5 }],
      [kek, { ...header, kdf: { ...kdf, passes: 4 } }],
      [kek, { ...header, kdf: { ...kdf, memoryKiB: 65_537 } }],
      [kek, { ...header, kdf: { ...kdf, salt: toBase64Url(new Uint8Array(16)) } }],
    ];
    for (const [key, other] of others) {
      expect(await openEnvelope(sealingPrimitives, key, other, sealed)).toBeNull();
    }
  });

  test('one changed, cut or added bit is seen', async () => {
    const sealed = fromBase64Url(await sealEnvelope(sealingPrimitives, kek, header, content));
    const changed = sealed.slice();
    changed[20] = (changed[20] ?? 0) ^ 1;
    const forms = [changed, sealed.slice(0, -1), new Uint8Array([...sealed, 0]), sealed.slice(0, 5)];
    for (const form of forms) {
      expect(await openEnvelope(sealingPrimitives, kek, header, toBase64Url(form))).toBeNull();
    }
  });

  test('no two envelopes have the same nonce, and the greeting is not the envelope’s twin', async () => {
    const one = await sealEnvelope(sealingPrimitives, kek, header, content);
    const two = await sealEnvelope(sealingPrimitives, kek, header, content);
    expect(one.slice(0, 16)).not.toBe(two.slice(0, 16));
    const greeting = {
      photographer: { name: 'Mina', email: '', colour: null },
      title: 'A day',
      recipientName: '',
      language: 'ko' as const,
      endsAtMs: 9,
    };
    const sealed = await sealGreeting(sealingPrimitives, linkSecret, header, greeting);
    expect(await openGreeting(otherPrimitives, linkSecret, header, sealed)).toEqual(greeting);
    expect(await openGreeting(otherPrimitives, kek, header, sealed)).toBeNull();
    const key = await deriveGreetingKey(sealingPrimitives, linkSecret, header);
    expect(await openEnvelope(sealingPrimitives, key, header, sealed)).toBeNull();
  });

  test('ids that could pass for a pair of others are refused', async () => {
    const key = new Uint8Array(32);
    await expect(
      derivePicksKey(sealingPrimitives, key, { shareId: 'a|b', recipientId: 'c' }),
    ).rejects.toMatchObject({
      fault: 'malformed',
    });
  });
});

test('L goes into the fragment and comes back; a cut or changed link gives none', () => {
  const fragment = linkFragment(linkSecret);
  expect(fragment).toBe('#AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8');
  expect(readLinkFragment(fragment)).toEqual(linkSecret);
  for (const broken of [
    '',
    '#',
    fragment.slice(0, -1),
    `${fragment}A`,
    fragment.replace('A', '='),
    '#'.padEnd(44, '-'),
  ]) {
    expect(readLinkFragment(broken)).toBeNull();
  }
});

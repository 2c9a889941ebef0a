/** Shares of others of the harness, as the address asks: `?received=3&link=known|http&code=wrong`. The first is open, then one gone, one ended, one offline. */
import { fromWire } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import type { Received } from '../../../src-shared/domain/received';
import type { AlbumId, AssetId, ConnectionId, ReceivedId } from '../../../src-shared/units';

const day = 86_400_000;
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const titles = [
  'Jeju 제주 – engagement',
  'Annual report, first look',
  'Rehearsal dinner',
  'Family portraits, autumn',
];
const states: Received['state'][] = ['open', 'gone', 'ended', 'open'];

export function fakeReceived(query: URLSearchParams): {
  albums: Album[];
  answers: Record<string, (input: never) => unknown>;
} {
  const now = Date.now();
  const korean = query.get('language') === 'ko';
  const received = Array.from({ length: Number(query.get('received') ?? 0) }, (_, n): Received => {
    const state = states[n % states.length] as Received['state'];
    return {
      id: uuid(900 + n) as ReceivedId,
      albumId: uuid(950 + n) as AlbumId,
      title: titles[n % titles.length] as string,
      message:
        n % 4 === 0
          ? 'Choose the thirty that you love most.\nThe ones with a star are my own favourites, but the album is yours.'
          : '',
      photographer: { name: korean ? '이지윤 사진관' : 'Jiyoon Lee', email: 'jiyoon@lee.photo' },
      recipientName: 'Mina',
      allow: { web: n % 4 !== 1, original: n % 4 === 3, pick: true, comment: true },
      endsAtMs: now + (state === 'ended' ? -2 : 12) * day,
      sureUntilMs: now + 6 * day,
      photoCount: 214 - n * 37,
      takesPicks: n % 4 !== 3,
      state,
      openedAtMs: now - (n + 1) * day,
      refreshedAtMs: now - 3_600_000,
      reason:
        n % 4 === 3
          ? {
              code: 'unreachable',
              message:
                'objects.example.com does not answer. Check the network, and the address and port of the connection.',
              retry: 'later',
              params: { host: 'objects.example.com' },
            }
          : null,
      sentAtMs: n % 4 === 0 && query.get('sent') === 'yes' ? now - day : null,
      sentCount: 31,
    };
  });
  const albums = received.map(
    ({ albumId, title, message, photoCount, openedAtMs }, n): Album => ({
      ...{
        id: albumId,
        title,
        note: message,
        connectionId: uuid(970 + n) as ConnectionId,
        connectionName: 'Jiyoon Lee',
      },
      ...{ bucket: 'shared-with-me', prefix: '', createdAtMs: openedAtMs, origin: 'received', copyOf: null },
      ...{
        listedAtMs: now,
        writesSidecars: false,
        assetCount: photoCount,
        storedCount: photoCount,
        failedCount: 0,
      },
      ...{
        totalBytes: photoCount * 640_000,
        coverAssetId: 3 as AssetId,
        coverThumbRevision: 1,
        state: 'stored',
      },
      ...{ firstAtMs: now - 40 * day, lastAtMs: now - 39 * day },
    }),
  );
  return {
    albums,
    answers: {
      'received.list': () => received,
      'received.look': () => ({
        host: 'objects.example.com',
        way: 'https',
        known: query.get('link') === 'known' ? (received[0]?.id ?? null) : null,
      }),
      'received.open': () => {
        throw fromWire({
          code: 'share-code',
          message:
            'The code does not open this link. Check it: it has ten characters, and every person has their own.',
          retry: 'after-user',
        });
      },
      'received.refresh': () => received,
      'received.remove': () => ({ ok: true }),
      'received.note': () => ({ note: query.get('note') ?? '' }),
      'received.setNote': () => ({ ok: true }),
      'received.chosen': () => ({ count: 31 }),
      'received.send': () => ({ sent: 31 }),
    },
  };
}

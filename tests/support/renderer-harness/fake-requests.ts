/** Photo requests of the harness, as the address asks: `?requests=3&arrivals=declined|failed`. */
import { fromWire } from '../../../src-shared/app-error';
import type { Arrival, PhotoRequest } from '../../../src-shared/domain/photo-request';
import type { AlbumId, ArrivalId, ConnectionId, RecipientId, ShareId } from '../../../src-shared/units';

const day = 86_400_000;
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const titles = ['Your photos of the wedding', '둘째 사진가의 사진', 'Behind the scenes'];
const states: PhotoRequest['state'][] = ['live', 'draft', 'expired'];

export function fakeRequests(
  query: URLSearchParams,
  albumId: AlbumId,
  connectionId: ConnectionId,
): Record<string, (input: never) => unknown> {
  const now = Date.now();
  const requests = Array.from({ length: Number(query.get('requests') ?? 0) }, (_, n): PhotoRequest => {
    const state = states[n % 3] ?? 'live';
    const person = (place: number, email: string, name: string, arrived: number) => ({
      id: uuid(9100 + n * 10 + place) as RecipientId,
      email,
      name,
      codeWay: place === 0 ? ('mail' as const) : ('show' as const),
      state: state === 'draft' ? ('waiting' as const) : ('live' as const),
      lastArrivedAtMs: arrived > 0 ? now - 3_600_000 : null,
      words: arrived > 0 ? 'These are the best of mine. The portraits follow tomorrow.' : '',
      arrivedCount: arrived,
      arrivedBytes: arrived * 24_300_000,
      waitingCount: arrived,
    });
    return {
      id: uuid(9000 + n) as ShareId,
      title: titles[n % 3] ?? '',
      message: 'All of them, please: also those that you do not like.',
      language: 'en',
      state,
      stateAtMs: now - day,
      reason: null,
      createdAtMs: now - 2 * day - n,
      days: 14,
      endsAtMs: state === 'draft' ? null : now + 12 * day,
      sureUntilMs: state === 'draft' ? null : now + 5 * day,
      connectionId,
      bucket: 'shares',
      albumId,
      limits: { maxFiles: 500, maxBytes: 10e9, kinds: ['photos', 'raw', 'videos'] },
      people: [
        person(0, 'second@shooter.example', '이준호', state === 'live' ? 9 : 0),
        person(1, 'a.very.long.address.that.somebody.really.has@subdomain.example.org', '', 0),
      ],
      cleanedAtMs: state === 'expired' ? now : null,
    };
  });
  const arrival = (n: number, change: Partial<Arrival> = {}): Arrival => ({
    id: (n + 1) as ArrivalId,
    requestId: uuid(9000) as ShareId,
    personId: uuid(9100) as RecipientId,
    fileName:
      n % 4 === 2
        ? 'A photo with a name that is longer than anybody would ever want.jpg'
        : `IMG_${4200 + n}.jpg`,
    sizeBytes: 24_300_000 + n * 1000,
    hereBytes: 24_300_000 + n * 1000,
    modifiedAtMs: now,
    state: 'waiting',
    error: null,
    kind: 'photo',
    widthPx: 6000,
    heightPx: 4000,
    hasThumb: true,
    arrivedAtMs: now,
    importId: null,
    ...change,
  });
  const arrivals = [
    ...Array.from({ length: 7 }, (_, n) => arrival(n)),
    arrival(7, { state: 'arriving', hereBytes: 9_000_000, hasThumb: false }),
    arrival(8, {
      state: 'refused',
      hasThumb: false,
      error: {
        code: 'unsupported',
        message: 'It is neither a photo nor a video that CAOS knows.',
        retry: 'never',
        params: { arrival: 'unknown-kind' },
      },
    }),
    arrival(10, {
      state: 'arriving',
      hereBytes: 0,
      hasThumb: false,
      error: {
        code: 'integrity',
        message: 'It came damaged. The page of this person asks for it again.',
        retry: 'later',
        params: { arrival: 'damaged' },
      },
    }),
    arrival(9, { state: 'stored' }),
  ];
  const one = ({ id }: { id: ShareId }): PhotoRequest =>
    requests.find((request) => request.id === id) as PhotoRequest;
  return {
    'requests.list': () => requests,
    'requests.get': one,
    'requests.arrivals': ({ id }: { id: ShareId }) => {
      const asked = query.get('arrivals');
      if (asked === 'failed')
        throw fromWire({
          code: 'io',
          message: 'The catalogue could not be read.',
          retry: 'later',
          details: 'SQLITE_IOERR',
        });
      if (asked === 'declined') return arrivals.map((found) => ({ ...found, state: 'declined' }));
      return one({ id })?.state === 'live' ? arrivals : [];
    },
    'requests.secrets': () => ({ link: 'https://photos.example/page#k', code: '7KX2M-QD9TF' }),
    'requests.collect': () => ({ parts: 4, files: 2, refused: 0 }),
    'requests.accept': () => ({ count: 7 }),
    'requests.decline': () => ({ count: 1 }),
  };
}

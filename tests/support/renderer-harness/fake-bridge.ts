/** A bridge without a main process: answers from what the address says (`?albums=7&assets=300&language=ko&theme=light…`). */
import { fromWire } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import { type Asset, type AssetIndex, assetFlag } from '../../../src-shared/domain/asset';
import type { PhotoList } from '../../../src-shared/domain/photo-list';
import type { Share } from '../../../src-shared/domain/share';
import {
  type AppEvent,
  type CaosBridge,
  defaultSettings,
  type Settings,
} from '../../../src-shared/ipc-contract';
import type { AlbumId, AssetId, ConnectionId } from '../../../src-shared/units';
import { fakeEdits } from './fake-edits';
import { fakeGroups } from './fake-groups';
import { fakeReceipts } from './fake-receipts';
import { fakeReceived } from './fake-received';
import { fakeRequests } from './fake-requests';
import { fakeSearch } from './fake-search';
import { fakeSelections } from './fake-selections';
import { fakeShares } from './fake-shares';
import { fakeStorage } from './fake-storage';
import { fakeTransfers } from './fake-transfers';
import { fakeTrash } from './fake-trash';

const query = new URLSearchParams(location.search);
const number = (name: string, fallback: number): number => Number(query.get(name) ?? fallback);
const day = 86_400_000;
const now = Date.UTC(2026, 10, 21, 9);
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const settings: Settings = {
  ...defaultSettings,
  language: (query.get('language') as Settings['language'] | null) ?? 'en',
  theme: (query.get('theme') as Settings['theme'] | null) ?? 'dark',
  welcomed: query.get('welcomed') !== 'no',
  infoOpen: query.get('info') === 'yes',
  gridGroups: (query.get('groups') as Settings['gridGroups'] | null) ?? 'none',
  gridMode: (query.get('mode') as Settings['gridMode'] | null) ?? 'justified',
  ...(query.get('limits') === 'yes' && {
    uploadLimitBps: 12_500_000,
    maxParallel: 8,
    transferHours: { mode: 'upload-between', fromMin: 22 * 60, toMin: 7 * 60 },
  }),
};
const storage = fakeStorage(query, now);
const receipts = fakeReceipts(query);
const received = fakeReceived(query);
const search = fakeSearch(query);
const trash = fakeTrash(query, uuid(100) as AlbumId);
const words = fakeEdits(query, uuid(100) as AlbumId);
Object.assign(settings, words.settings);
const titles = [
  'Wedding Kim & Lee',
  '아이슬란드 2024',
  'A very long album title that somebody typed in one go, because titles may have two hundred letters and people use them',
  'Street, Lisbon',
  'Portraits for the annual report',
  'Untitled',
  '가나다라마바사아자차카타파하 긴 한글 제목은 어디에서 잘리는지 보아야 한다',
];
const albums: Album[] = Array.from({ length: number('albums', 7) }, (_, n) => ({
  id: uuid(100 + n) as AlbumId,
  title: titles[n % titles.length] as string,
  note: '',
  connectionId: uuid(n % 3 === 1 ? 2 : 1) as ConnectionId,
  connectionName: n % 3 === 1 ? 'Studio S3' : 'This computer',
  bucket: `album-${n}`,
  prefix: '',
  createdAtMs: now - n * 9 * day,
  origin: n === 3 ? 'opened' : 'made',
  copyOf: null,
  listedAtMs: n === 3 ? now - day : null,
  writesSidecars: null,
  assetCount: n === 5 ? 0 : n === 0 ? number('assets', 1284) : 37 * (n + 1),
  storedCount: n === 5 ? 0 : n === 1 ? 23 : 37 * (n + 1),
  failedCount: n === 3 ? 3 : 0,
  totalBytes: n === 5 ? 0 : 41.2e9 / (n + 1),
  coverAssetId: n === 5 ? null : ((n + 1) as AssetId),
  coverThumbRevision: 1,
  state: n === 5 ? 'empty' : n === 1 ? 'importing' : n === 3 ? 'attention' : 'stored',
  firstAtMs: n === 5 ? null : now - (n + 3) * 30 * day,
  lastAtMs: n === 5 ? null : now - (n + 3) * 30 * day + (n % 3) * 4 * day,
}));

const aspects = [1.5, 1.5, 0.667, 1.778, 1.5, 1, 0.75, 1.333];
const aspectOf = (id: number): number => aspects[id % aspects.length] as number;
function indexOf(list: PhotoList): AssetIndex {
  const { scope } = list;
  const all =
    query.get('list') === 'empty'
      ? 0
      : scope.kind === 'album'
        ? ([...albums, ...received.albums].find((album) => album.id === scope.albumId)?.assetCount ?? 0)
        : scope.kind === 'trash'
          ? number('trash', 0)
          : 48;
  const count = search.fitting(list, all);
  const ids = Uint32Array.from({ length: count }, (_, row) => row + 1);
  return {
    list,
    revision: 1,
    ids,
    aspect: Float32Array.from(ids, aspectOf),
    sortAtMs: Float64Array.from(ids, (id) => now - 200 * day + id * 3_600_000),
    state: Uint8Array.from(ids, (id) => (id % 29 === 0 ? 5 : 4)),
    flags: Uint8Array.from(ids, (id) =>
      id % 17 === 0 ? assetFlag.broken : id % 11 === 0 ? assetFlag.thumb | assetFlag.video : assetFlag.thumb,
    ),
    thumbRevision: Uint16Array.from(ids, (id) => (id % 17 === 0 ? 0 : 1)),
    cull: Uint8Array.from(
      ids,
      (id) =>
        (id % 5 === 0 ? 4 : 0) | (id % 7 === 0 ? 8 : id % 13 === 0 ? 16 : 0) | ((id % 9 === 0 ? 1 : 0) << 5),
    ),
    stackTop: Uint32Array.from(ids, (id) => (query.get('stacks') === 'yes' ? topOf(id) : 0)),
  };
}
/** Every tenth photo is a RAW with its JPEG, and now and then there is a burst of six. */
const topOf = (id: number): number =>
  id % 10 < 2 ? id - (id % 10) : id % 40 > 22 && id % 40 < 29 ? id - (id % 40) + 23 : 0;
const assetOf = (id: AssetId): Asset => ({
  id,
  // `of=2`: of the third share of others.
  albumId: query.has('of')
    ? (uuid(950 + number('of', 0)) as AlbumId)
    : (albums[0]?.id ?? (uuid(100) as AlbumId)),
  kind: 'photo',
  key: `2024/card 1/IMG_${id}.jpg`,
  fileName: `IMG_${id}.${query.get('stacks') === 'yes' && topOf(id) === id && id % 10 === 0 ? 'CR3' : 'jpg'}`,
  sizeBytes: 24_312_000,
  state: 'stored',
  metadata: {
    format: 'jpeg',
    widthPx: 6000,
    heightPx: 4000,
    takenAtLocal: '2024-05-01T10:11:12',
    takenAtOffsetMin: 540,
    cameraMake: 'SONY',
    cameraModel: 'ILCE-7M4',
    lens: 'FE 24-70mm F2.8 GM II',
    exposureTimeS: 0.004,
    fNumber: 2.8,
    iso: 400,
    focalLengthMm: 50,
    rating: 4,
    keywords: ['wedding', 'ceremony'],
    city: Math.floor(id / 24) % 3 === 1 ? 'Jeju' : '서울',
  },
  edits: null,
  cull: 4,
  stackTop: null,
  trashedAtMs: null,
  thumbhash: null,
  thumbRevision: 1,
  mediaError: null,
  sortAtMs: now,
  etag: 'abc',
  storedAtMs: now,
  importId: null,
  origin: 'uploaded',
  thumbPx: 512,
  createdAtMs: now,
});
const shareAnswers = fakeShares(query);
const answers: Record<string, (input: never) => unknown> = {
  'app.info': () => ({ version: '0.1.0', testBuild: true, platform: 'linux', runtime: 'Electron 33' }),
  'app.doctor': () => ({
    version: '0.1.0',
    testBuild: true,
    runtime: { node: '24.21.0', electron: '33.2.1', chrome: '130', sqlite: '3.53', sharp: '0.35.5' },
    vault: { backend: query.get('vault') ?? 'os-keyring', detail: '' },
    paths: {
      profile: '/home/jiyoon/.config/caos',
      catalogue: '/home/jiyoon/.config/caos/catalogue.db',
      cache: '/home/jiyoon/.cache/caos/thumbs',
      log: '/home/jiyoon/.config/caos/caos.log',
      localStore: '/home/jiyoon/Pictures/CAOS',
    },
    checks: [{ name: 'catalogue', ok: true, message: 'Opens.' }],
  }),
  'settings.get': () => settings,
  'settings.set': (change: Partial<Settings>) => Object.assign(settings, change),
  ...storage.answers,
  ...fakeTransfers(query).answers,
  ...receipts.answers,
  ...words.answers,
  ...search.answers,
  ...trash.answers,
  ...shareAnswers,
  ...received.answers,
  ...fakeRequests(query, albums[0]?.id ?? (uuid(100) as AlbumId), uuid(1) as ConnectionId),
  ...fakeGroups(query, albums, { list: () => shareAnswers['shares.list']?.(undefined as never) as Share[] }),
  'albums.list': () => {
    if (query.get('fail') === 'albums')
      throw fromWire({
        code: 'io',
        message: 'The catalogue could not be read.',
        retry: 'later',
        details: 'SQLITE_IOERR',
      });
    return [...albums, ...receipts.copies, ...received.albums];
  },
  'imports.plan': () => ({
    suggestedTitle: 'Iceland 2024',
    fileCount: 1284,
    totalBytes: 41.2e9,
    counted: 'all',
    missing: [],
  }),
  'assets.index': ({ list }: { list: PhotoList }) => {
    if (query.get('fail') === 'index')
      throw fromWire({
        code: 'io',
        message: 'The catalogue could not be read.',
        retry: 'later',
        details: 'SQLITE_IOERR',
      });
    return indexOf(list);
  },
  'assets.narrow': () => ({ fits: null }),
  'undo.get': () => ({ back: null, again: null }),
  ...fakeSelections(number('selections', 3), now),
  'originals.find': ({ ids }: { ids: AssetId[] }) => ids.map((id) => ({ id, path: null })),
  'assets.get': ({ ids }: { ids: AssetId[] }) => ids.map((id) => trash.thrown(words.dressed(assetOf(id)))),
};

const listeners = new Set<(event: AppEvent) => void>();
const bridge: CaosBridge = {
  async call(name, input) {
    const answer = answers[name];
    try {
      if (answer === undefined)
        throw fromWire({
          code: 'unsupported',
          message: `The harness does not answer ${name}.`,
          retry: 'never',
        });
      return { ok: true, value: (await answer(input as never)) as never };
    } catch (error) {
      return { ok: false, error: error as never };
    }
  },
  onEvent(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  pathForFile: (file) => `/media/card/${file.name}`,
  pickPaths: async () => ['/media/card/Iceland 2024'],
  pickFolder: async () => '/media/archive',
  pickSavePath: async (suggestedName) => `/media/archive/${suggestedName}`,
  revealPath: async () => undefined,
  dragOut: async () => false,
  secondDisplay: async (act) => ({ available: query.get('displays') === '2', on: act === 'toggle' }),
  onSecondDisplay: () => () => undefined,
  showOnSecond: () => undefined,
  onMirrored(listener) {
    listener({
      id: 4 as AssetId,
      revision: 1,
      aspect: 1.5,
      isPicture: true,
      fileName: 'IMG_4.jpg',
      ground: 'black',
    });
    return () => undefined;
  },
  platform: 'linux',
  systemLocale: query.get('locale') ?? 'en-US',
};
Object.assign(window, {
  caos: bridge,
  emitEvent: (event: AppEvent) => {
    for (const listener of listeners) listener(event);
  },
});

/** Made-up words of photos for the harness: what is set, what waits, templates. `?edits=set|none|offline|ask&templates=yes`. */
import type { Asset } from '../../../src-shared/domain/asset';
import type { EditsStatus } from '../../../src-shared/domain/sidecars';
import type { Settings } from '../../../src-shared/ipc-contract';
import type { CommonWords } from '../../../src-shared/library-commands';
import type { AlbumId } from '../../../src-shared/units';

export function fakeEdits(query: URLSearchParams, albumId: AlbumId) {
  const kind = query.get('edits');
  const status: EditsStatus = {
    pendingCount: kind === 'offline' ? 1284 : kind === 'ask' ? 3 : 0,
    waitingFor: kind === 'offline' ? 'network' : kind === 'ask' ? 'permission' : null,
    error: null,
    askAlbumIds: kind === 'ask' ? [albumId] : [],
  };
  const common: CommonWords = {
    photoCount: 7,
    rating: null,
    flag: 'none',
    colour: null,
    title: null,
    caption: '',
    creator: 'Kim Jiyoon',
    copyright: null,
    keywords: [
      { name: 'wedding', count: 7 },
      { name: 'ceremony', count: 4 },
      { name: '제주', count: 1 },
    ],
  };
  const change = { creator: 'Kim Jiyoon', copyright: '© 2026 Kim Jiyoon. All rights reserved.' };
  const templates: Settings['metadataTemplates'] =
    query.get('templates') === 'yes'
      ? [
          { name: 'My copyright', change },
          { name: 'Jeju 2026', change: { addKeywords: ['Jeju', 'sea', 'island'] } },
        ]
      : [];
  return {
    answers: {
      'edits.status': () => status,
      'edits.common': () => common,
      'edits.apply': () => ({ changed: 1 }),
      'assets.facets': () => ({
        keywords: ['ceremony', 'certificate', 'cello', 'dance', 'ice cream', 'bride'].map((name) => ({
          name,
          count: 3,
        })),
      }),
    },
    settings: { metadataTemplates: templates, importTemplate: templates[0]?.name ?? null },
    dressed: (asset: Asset): Asset => {
      if (kind === 'none')
        return { ...asset, cull: 0, metadata: { ...asset.metadata, rating: 0, keywords: [] } };
      if (kind !== 'set' && kind !== 'offline') return asset;
      return {
        ...asset,
        cull: 4 | (1 << 3) | (1 << 5),
        metadata: {
          ...asset.metadata,
          creator: 'Kim Jiyoon',
          caption: 'DCIM',
          copyright: '© 2026 Kim Jiyoon',
          city: 'Seogwipo',
          region: 'Jeju',
          country: 'Korea',
          latitudeDeg: 33.2541,
          longitudeDeg: 126.5601,
        },
        edits: {
          title: '서귀포의 아침',
          caption: 'The first morning by the sea, before everybody came down to breakfast.',
          keywords: ['wedding', 'ceremony', '제주', 'a rather long keyword that wraps'],
        },
      };
    },
  };
}

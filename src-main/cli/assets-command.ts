/** `caos assets list --album T` */
import type { Asset } from '../../src-shared/domain/asset';
import type { CommandWork } from './command-context';
import { findAlbum } from './find-by-name';
import { type Column, formatBytes, tableLines } from './format';

/** Rows asked for at once; the contract's most. */
const PAGE_ROWS = 5000;

const columns: Array<Column<Asset>> = [
  { title: 'FILE', value: (asset) => asset.key },
  { title: 'SIZE', value: (asset) => formatBytes(asset.sizeBytes), align: 'right' },
  { title: 'TAKEN', value: (asset) => (asset.metadata.takenAtLocal ?? '').slice(0, 16).replace('T', ' ') },
  { title: 'PIXELS', value: (asset) => pixels(asset), align: 'right' },
  { title: 'CAMERA', value: (asset) => asset.metadata.cameraModel ?? '' },
  { title: 'STATE', value: (asset) => (asset.mediaError ? `${asset.state}, not decodable` : asset.state) },
];

const pixels = ({ metadata }: Asset): string =>
  metadata.widthPx && metadata.heightPx ? `${metadata.widthPx}×${metadata.heightPx}` : '';

export function listAssets(options: { album: string }): CommandWork {
  return async ({ session, answer }) => {
    const album = await findAlbum(session, options.album);
    const assets: Asset[] = [];
    for (;;) {
      const last = assets.at(-1);
      const page = await session.call('assets.list', {
        albumId: album.id,
        limit: PAGE_ROWS,
        ...(last && { afterId: last.id }),
      });
      assets.push(...page);
      if (page.length < PAGE_ROWS) break;
    }
    answer(
      assets,
      assets.length === 0 ? [`The album “${album.title}” is empty.`] : tableLines(columns, assets),
    );
    return 0;
  };
}

/** How a photo or video is named on the page and to a screen reader. */
import type { Pick, ShareItem } from '../../src-shared/domain/share-page';
import type { Locale } from './locale';

export function labelOf(
  { words }: Locale,
  item: ShareItem,
  index: number,
  total: number,
  pick: Pick,
): string {
  const number =
    item.kind === 'video' ? words.videoNumber(index + 1, total) : words.photoNumber(index + 1, total);
  return [
    number,
    item.title || item.caption || item.fileName,
    pick.heart && words.hearted,
    pick.colour !== 'none' && words.marked(words.colours[pick.colour]),
    pick.note !== '' && words.withNote,
  ]
    .filter(Boolean)
    .join(', ');
}

export function durationText(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `caos download --album T --to DIR` */
import { resolve } from 'node:path';
import type { CommandWork } from './command-context';
import { findAlbum } from './find-by-name';
import { count } from './format';
import { printable } from './text-width';

export function downloadAlbum(options: { album: string; to: string }): CommandWork {
  return async ({ session, terminal, answer, options: { verbose } }) => {
    const album = await findAlbum(session, options.album);
    const to = resolve(terminal.workingFolder, options.to);
    terminal.status(`Downloading ${count(album.storedCount, 'file')} of “${album.title}” …`);
    const report = await session.call('downloads.album', { albumId: album.id, to });
    const ok = report.failed.length === 0;
    const unstored = album.assetCount - album.storedCount;
    const lines = [
      `${count(report.written, 'file')} written to ${printable(to)}${report.alreadyThere > 0 ? `, ${report.alreadyThere} were there already` : ''}.`,
      ...(unstored > 0 ? [`${count(unstored, 'file')} of the album not stored yet, so not downloaded.`] : []),
      ...(ok ? [] : [`Not downloaded (${report.failed.length}):`]),
      ...report.failed.flatMap(({ key, error }) => [
        `  ${printable(key)}: ${printable(error.message)}`,
        ...(verbose && error.details ? [`    ${printable(error.details)}`] : []),
      ]),
    ];
    answer({ ok, to, ...report, notStoredCount: unstored }, lines);
    return ok ? 0 : 1;
  };
}

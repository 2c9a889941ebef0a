/** Where a download is to go, looked at before anything is promised. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import { targetError } from '../../workers/target-file';
import { statOf } from './folder-target';
import type { StartDownload } from './open-downloads';

/** A ZIP is laid out before its photos come, and is compared with the store byte for byte. */
export function refuseStrippedZip({ form, stripLocation }: StartDownload): void {
  if (form === 'zip' && stripLocation)
    throw new AppError(
      'bad-input',
      'The place can only be left out of files in a folder, not of a ZIP. Choose a folder.',
    );
}

/** Leave to replace a ZIP is leave for the one that is there now: for one that comes meanwhile a person is asked. */
export const asMeant = async (asked: StartDownload): Promise<StartDownload> =>
  asked.form === 'zip' && asked.conflicts === 'replace' && (await statOf(asked.to)) === null
    ? { ...asked, conflicts: 'ask' }
    : asked;

/** Makes the folder. `already-exists`, and what the disk says. */
export async function makeRoom({ form, to, conflicts }: StartDownload): Promise<void> {
  const folder = form === 'folder' ? to : dirname(to);
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw targetError(error, folder);
  });
  if (form === 'folder') return;
  const there = await statOf(to);
  if (there && !there.isFile())
    throw new AppError('already-exists', `“${to}” is no file. Choose another name for the ZIP.`, {
      params: { path: to },
    });
  if (there && conflicts !== 'replace' && conflicts !== 'keep-both')
    throw new AppError(
      'already-exists',
      `“${to}” exists already. Choose another name, or say that it may be replaced.`,
      {
        params: { path: to },
      },
    );
}

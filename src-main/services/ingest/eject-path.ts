/** Ejects the volume that a path lies on. */
import { AppError } from '../../../src-shared/app-error';
import { ejectVolume } from '../../host/eject';
import { volumeOf } from '../../host/volumes';

/** Rejects with `unsupported` where it lies on none that can be ejected, `io` when a program still uses it. */
export async function ejectPath(path: string): Promise<void> {
  const volume = await volumeOf(path);
  if (!volume) {
    throw new AppError('unsupported', `“${path}” lies on no card or stick: there is nothing to eject.`, {
      params: { path },
    });
  }
  await ejectVolume(volume);
}

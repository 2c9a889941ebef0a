/** Web addresses of local objects: the app's own gateway serves them, and signs them. */
import { AppError } from '../../../../src-shared/app-error';
import type { ObjectStore } from '../../object-store';
import type { LinkSigner } from '../../session';
import { type Place, requireBucket, requireLegalKey } from './bucket-folders';

type LinkCalls = Pick<ObjectStore, 'presignGet' | 'presignPut' | 'presignPrefix' | 'presignSlots'>;

export const noAddresses = (): AppError =>
  new AppError(
    'unsupported',
    'This folder has no web addresses here. Make links in the CAOS app, or use a store on the network.',
  );

export function createLocalLinks(place: Place, links: LinkSigner | undefined, now: () => number): LinkCalls {
  async function sign(
    method: 'GET' | 'PUT',
    bucket: string,
    givenKey: string,
    expiresInS: number,
    options: { inline?: boolean; fileName?: string; sizeBytes?: number } = {},
  ): Promise<string> {
    if (!links) throw noAddresses();
    const key = givenKey.normalize('NFC');
    requireLegalKey(place, key);
    await requireBucket(place, bucket);
    const expiresAtMs = now() + expiresInS * 1000;
    return links.sign({ method, bucket: bucket.normalize('NFC'), key, expiresAtMs, ...options });
  }
  return {
    presignGet: (bucket, key, expiresInS, options) => sign('GET', bucket, key, expiresInS, options),
    presignPut: (bucket, key, expiresInS) => sign('PUT', bucket, key, expiresInS),
    async presignSlots(bucket, prefix, names, { sizeBytes, expiresInS }) {
      const addresses: Record<string, string> = {};
      for (const name of names)
        addresses[name] = await sign('PUT', bucket, prefix + name, expiresInS, { sizeBytes });
      return { kind: 'put', addresses, headers: {} };
    },
    presignPrefix: () =>
      Promise.reject(
        new AppError(
          'unsupported',
          'One address for a whole folder is not possible on this computer. Make a link for each file.',
        ),
      ),
  };
}

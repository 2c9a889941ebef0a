/** The real stores that the command is killed in front of, each reached through a door, and looked at from behind it. */
import { createSwiftSessions } from '../../src-main/storage/drivers/swift/sessions';
import { createSwiftStore } from '../../src-main/storage/drivers/swift/swift-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { S3ConnectionConfig, SwiftConnectionConfig } from '../../src-shared/domain/connection';
import type { S3Address } from './ceph-server';
import type { SwiftAddresses } from './swift-server';

export interface CrashStore {
  name: string;
  /** `http://host:port`. */
  origin: string;
  secret: string;
  /** Words of `caos connections add` that lead there through `origin`. */
  words(origin: string): string[];
  /** Past every door. `now`: the clock that leftovers are judged by. Whoever opens it closes it. */
  open(now?: () => number): ObjectStore;
}

export function nativeSwift(swift: SwiftAddresses): CrashStore {
  const { origin, pathname } = new URL(swift.authUrl);
  const config = SwiftConnectionConfig.parse({
    kind: 'swift',
    authUrl: swift.authUrl,
    authVersion: '1',
    user: swift.user,
  });
  return {
    name: 'swift',
    origin,
    secret: swift.key,
    words: (door) => ['--kind', 'swift', '--auth-url', door + pathname, '--user', swift.user],
    open: (now = Date.now) =>
      createSwiftStore(config, { getSession: createSwiftSessions(config, swift.key), now }),
  };
}

export function s3(name: string, address: S3Address): CrashStore {
  const { endpoint, region, accessKey, secretKey } = address;
  return {
    name,
    origin: endpoint,
    secret: secretKey,
    words: (door) => [
      ...['--kind', 's3', '--endpoint', door, '--region', region],
      ...['--access-key', accessKey, '--path-style'],
    ],
    open: () =>
      openObjectStore({
        config: S3ConnectionConfig.parse({ kind: 's3', endpoint, region, accessKey, pathStyle: true }),
        secret: secretKey,
      }),
  };
}

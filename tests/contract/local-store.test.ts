import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll } from 'vitest';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { type GatewayFixture, openGatewayFixture } from '../support/gateway-fixture';
import { type ContractSetting, describeObjectStore } from './object-store-contract';

const opened: GatewayFixture[] = [];
afterAll(async () => {
  for (const fixture of opened) await fixture.close();
});

/** What lies in a bucket's own folder for temporary files and unfinished uploads: path and, of an upload, its text. */
async function leftovers(root: string, bucket: string): Promise<string[]> {
  const internal = path.join(root, bucket, '.caos', '.store');
  const entries = await readdir(internal, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('records'));
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return `${path.relative(internal, file)} ${name === 'upload.json' ? await readFile(file, 'utf8') : ''}`;
    }),
  );
}

/** As the app opens it, or as a worker thread does that makes no links. */
async function local(withLinks: boolean): Promise<ContractSetting> {
  const fixture = await openGatewayFixture({ now: Date.now });
  opened.push(fixture);
  const { root, gateway, id } = fixture;
  let made = 0;
  return {
    open: () =>
      openObjectStore(
        { config: { kind: 'local', root }, secret: null },
        { wait: async () => undefined, links: withLinks ? gateway.signer(id) : undefined },
      ),
    meansVersions: true,
    freshBucket: () => {
      made += 1;
      return `Hochzeit Müller ${made}`;
    },
    illegalBucket: 'No/Slash',
    manyObjects: 300,
    partsTold: 'sizes',
    leftovers: (bucket) => leftovers(root, bucket),
  };
}

describeObjectStore('local', () => local(false));
describeObjectStore('local, with links of the gateway', () => local(true));

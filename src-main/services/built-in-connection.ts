/** The connection that is there from the first start: a folder on this computer. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { ConnectionId } from '../../src-shared/units';
import type { Catalogue } from '../catalogue/catalogue';

/** Everything works without any account: this connection is there from the first start. Answers its folder. */
export function addBuiltInConnection(catalogue: Catalogue, root: string, nowMs: number): string {
  const known = catalogue.connections.list().find((connection) => connection.builtIn);
  if (known?.config.kind === 'local') return known.config.root;
  mkdirSync(root, { recursive: true });
  const id = ConnectionId.parse(randomUUID());
  catalogue.connections.insert({
    id,
    name: 'This computer',
    config: { kind: 'local', root },
    builtIn: true,
    createdAtMs: nowMs,
  });
  return root;
}

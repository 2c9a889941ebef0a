/** The commands of connections. Part of ipc-contract.ts. */
import { z } from 'zod';
import {
  Connection,
  ConnectionConfig,
  ConnectionLimits,
  ConnectionReport,
  ConnectionSecret,
  FoundAccount,
} from './domain/connection';
import { StorePrices } from './domain/store-prices';
import { command, nothing, ok } from './ipc-command';
import { ConnectionId } from './units';

const connectionName = z.string().trim().min(1).max(120);

export const connectionCommands = {
  'connections.list': command(nothing, z.array(Connection)),
  /** Adds, tested or not. Secrets go to the vault and nowhere else. A probe follows by itself in the background. */
  'connections.add': command(
    z.object({ name: connectionName, config: ConnectionConfig, ...ConnectionSecret.shape }),
    Connection,
  ),
  /**
   * Changes what is given. A secret that is not given stays, unless it would go to another server (domain/connection.ts,
   * `secretAudience`): then `bad-input` asks for it. The built-in one changes its name only; where albums live (root, home bucket)
   * stays while there are any.
   */
  'connections.update': command(
    z.object({
      id: ConnectionId,
      name: connectionName.optional(),
      config: ConnectionConfig.optional(),
      limits: ConnectionLimits.optional(),
      /** null: the provider's list prices again, where they are known. */
      prices: StorePrices.nullable().optional(),
      ...ConnectionSecret.shape,
    }),
    Connection,
  ),
  /** Tries everything in a scratch place that is cleaned up, and keeps the report and the capabilities seen. */
  'connections.probe': command(z.object({ id: ConnectionId }), ConnectionReport),
  /** Tries a form that was not saved. With `id` the stored secret is used where none is given, under the rule of `connections.update`. */
  'connections.try': command(
    z.object({
      id: ConnectionId.optional(),
      config: ConnectionConfig,
      ...ConnectionSecret.shape,
      depth: z.enum(['sign-in', 'full']).default('full'),
    }),
    ConnectionReport,
  ),
  /** Accounts in the files of other programs: the usual places, or the given file. */
  'connections.found': command(z.object({ path: z.string().optional() }), z.array(FoundAccount)),
  /** Adds one of those; the secret goes from its file straight to the vault. */
  'connections.addFound': command(
    z.object({
      source: FoundAccount.shape.source,
      path: z.string(),
      account: z.string(),
      name: connectionName,
      /** For files that ask for the secret (openrc). */
      secret: ConnectionSecret.shape.secret,
    }),
    Connection,
  ),
  /** Fails with `bad-input` while albums use it, and for the built-in one. */
  'connections.remove': command(z.object({ id: ConnectionId }), ok),
};

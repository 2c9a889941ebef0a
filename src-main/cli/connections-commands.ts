/** `caos connections add|list|test|remove` */
import { resolve } from 'node:path';
import { type Connection, ConnectionConfig } from '../../src-shared/domain/connection';
import { type CommandWork, readSecret, UsageError } from './command-context';
import { findConnection } from './find-by-name';
import { type Column, fieldLines, tableLines } from './format';

export interface AddConnectionOptions {
  name: string;
  kind: string;
  root?: string;
  endpoint?: string;
  region?: string;
  accessKey?: string;
  pathStyle?: boolean;
}

/** Errors: UsageError naming the option that is missing, does not fit or is not well formed. */
export function connectionConfig(options: AddConnectionOptions, workingFolder: string): ConnectionConfig {
  const { kind, root, endpoint, region, accessKey, pathStyle } = options;
  const forbid = (given: Record<string, unknown>): void => {
    const wrong = Object.keys(given).find((name) => given[name] !== undefined);
    if (wrong) throw new UsageError(`${wrong} does not belong to a ${kind} connection.`);
  };
  if (kind === 'local') {
    forbid({
      '--endpoint': endpoint,
      '--region': region,
      '--access-key': accessKey,
      '--path-style': pathStyle,
    });
    if (!root)
      throw new UsageError('A local connection needs --root DIR, the folder that will hold its albums.');
    return { kind: 'local', root: resolve(workingFolder, root) };
  }
  if (kind !== 's3')
    throw new UsageError(`“${kind}” is no kind of connection. Use --kind local or --kind s3.`);
  forbid({ '--root': root });
  if (!accessKey)
    throw new UsageError(
      'An s3 connection needs --access-key K (its secret comes from CAOS_SECRET or a prompt).',
    );
  const parsed = ConnectionConfig.safeParse({
    kind: 's3',
    endpoint: endpoint ?? '',
    accessKey,
    ...(region && { region }),
    pathStyle: pathStyle ?? false,
  });
  if (!parsed.success)
    throw new UsageError('--endpoint must be a full address such as https://s3.example.com');
  return parsed.data;
}

export function addConnection(options: AddConnectionOptions): CommandWork {
  return async ({ terminal, session, answer }) => {
    const config = connectionConfig(options, terminal.workingFolder);
    const secret = config.kind === 's3' ? await readSecret(terminal) : null;
    const added = await session.call('connections.add', {
      name: options.name,
      config,
      ...(secret !== null && { secret }),
    });
    answer(added, [
      `Added the connection “${added.name}”. Try it: caos connections test ${quoted(added.name)}`,
    ]);
    return 0;
  };
}

const columns: Array<Column<Connection>> = [
  { title: 'NAME', value: (connection) => connection.name },
  { title: 'KIND', value: (connection) => connection.config.kind },
  { title: 'WHERE', value: (connection) => whereOf(connection.config) },
  { title: 'ALBUMS', value: (connection) => String(connection.albumCount), align: 'right' },
  { title: 'ID', value: (connection) => connection.id },
];

function whereOf(config: ConnectionConfig): string {
  if (config.kind === 'local') return config.root;
  return config.endpoint || `Amazon S3, ${config.region}`;
}

export const listConnections: CommandWork = async ({ session, answer }) => {
  const connections = await session.call('connections.list', {});
  answer(connections, tableLines(columns, connections));
  return 0;
};

export function testConnection(nameOrId: string): CommandWork {
  return async ({ session, answer, options }) => {
    const connection = await findConnection(session, nameOrId);
    const test = await session.call('connections.test', { id: connection.id });
    const lines = fieldLines(test.steps.map((step) => [`${step.ok ? '✓' : '✗'} ${step.name}`, step.message]));
    const details = options.verbose
      ? test.steps.flatMap((step) => (step.details ? [`${step.name}: ${step.details}`] : []))
      : [];
    const verdict = test.ok ? `“${connection.name}” works.` : `“${connection.name}” does not work yet.`;
    answer(test, [...lines, ...details, verdict]);
    return test.ok ? 0 : 1;
  };
}

export function removeConnection(nameOrId: string): CommandWork {
  return async ({ session, answer }) => {
    const connection = await findConnection(session, nameOrId);
    await session.call('connections.remove', { id: connection.id });
    answer({ ok: true, id: connection.id, name: connection.name }, [
      `Removed the connection “${connection.name}” and its secret from this computer. Nothing in the store was touched.`,
    ]);
    return 0;
  };
}

/** For a command that can be copied. */
export const quoted = (text: string): string =>
  /^[\p{L}\p{N}_./-]+$/u.test(text) ? text : `"${text.replace(/["\\$`]/g, '\\$&')}"`;

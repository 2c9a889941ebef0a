/** `caos connections add|edit|list|probe|found|bring|remove` */
import { resolve } from 'node:path';
import {
  type Connection,
  type ConnectionConfig,
  type ConnectionReport,
  type FoundAccount,
  needsSecret,
  type ProbeOutcome,
} from '../../src-shared/domain/connection';
import { StorePrices } from '../../src-shared/domain/store-prices';
import { type CommandContext, type CommandWork, readSecret, UsageError } from './command-context';
import { type ConnectionOptions, changedConfig, connectionConfig } from './connection-options';
import { findConnection } from './find-by-name';
import { type Column, fieldLines, tableLines } from './format';

export function addConnection(options: ConnectionOptions & { name: string; probe?: boolean }): CommandWork {
  return async (context) => {
    const { terminal, session } = context;
    const config = connectionConfig(options, terminal.workingFolder);
    const secret = needsSecret(config) ? await readSecret(terminal) : null;
    const added = await session.call('connections.add', {
      name: options.name,
      config,
      ...(secret !== null && { secret }),
      ...(terminal.sessionToken && { sessionToken: terminal.sessionToken }),
    });
    await answerTried(added, `Added the connection “${added.name}”.`, options.probe ?? true, context);
    return 0;
  };
}

/** With its report: a command that ends takes the probe in the background along. */
async function answerTried(
  connection: Connection,
  head: string,
  probe: boolean,
  { session, answer, options }: CommandContext,
): Promise<void> {
  const { id, name } = connection;
  if (!probe) return answer(connection, [`${head} Try it: caos connections probe ${quoted(name)}`]);
  const report = await session.call('connections.probe', { id });
  const now = (await session.call('connections.list', {})).find((one) => one.id === id) ?? connection;
  const tried = { ...now, report };
  answer(tried, [head, ...triedLines(tried, options.verbose)]);
}

function triedLines({ name, report }: Connection, verbose: boolean): string[] {
  const whole = `Everything that was tried: caos connections probe ${quoted(name)}`;
  if (!report || report.ok) return [`Photos can be kept on “${name}”. ${whole}`];
  const failed = report.steps.filter(({ outcome }) => outcome === 'failed');
  return [
    ...reportLines({ ...report, steps: failed }, verbose),
    `“${name}” does not work yet. Change it with: caos connections edit ${quoted(name)} (--help lists what)`,
  ];
}

export function editConnection(
  nameOrId: string,
  options: ConnectionOptions & { name?: string; secret?: boolean; probe?: boolean; prices?: string },
): CommandWork {
  return async (context) => {
    const { terminal, session, answer } = context;
    const connection = await findConnection(session, nameOrId);
    const config = changedConfig(connection, options, terminal.workingFolder);
    const prices = options.prices === undefined ? undefined : pricesFrom(options.prices);
    const secret = options.secret ? await readSecret(terminal) : null;
    if (config === null && secret === null && options.name === undefined && prices === undefined)
      throw new UsageError(
        'Say what to change: --name N, --new-secret, --prices, or an option of `connections add`.',
      );
    const changed = await session.call('connections.update', {
      id: connection.id,
      ...(options.name !== undefined && { name: options.name }),
      ...(config !== null && { config }),
      ...(prices !== undefined && { prices }),
      ...(secret !== null && { secret }),
      ...(secret !== null && terminal.sessionToken && { sessionToken: terminal.sessionToken }),
    });
    const head = `Changed the connection “${changed.name}”.`;
    if (config === null && secret === null) answer(changed, [head]);
    else await answerTried(changed, head, options.probe ?? true, context);
    return 0;
  };
}

/** `USD,0.023,0.09,-`; null for `list`. */
function pricesFrom(text: string): StorePrices | null {
  if (text.trim().toLowerCase() === 'list') return null;
  const [currency = '', ...words] = text.split(',').map((word) => word.trim());
  const [storedGbMonth, downloadedGb, writes1000] = words.map((word) => (word === '-' ? null : Number(word)));
  const parsed = StorePrices.safeParse({
    currency: currency.toUpperCase(),
    storedGbMonth,
    downloadedGb,
    writes1000,
  });
  if (words.length !== 3 || words.includes('') || !parsed.success)
    throw new UsageError(
      'Prices are a currency and three numbers: --prices USD,0.023,0.09,0.005 (a month per GB, per GB downloaded, per 1,000 writes; - for one not known).',
    );
  return parsed.data;
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
  const place = config.kind === 's3' ? config.endpoint || `Amazon S3, ${config.region}` : config.authUrl;
  return config.bucket ? `${place}, in ${config.bucket}` : place;
}

export const listConnections: CommandWork = async ({ session, answer }) => {
  const connections = await session.call('connections.list', {});
  answer(connections, tableLines(columns, connections));
  return 0;
};

const marks: Record<ProbeOutcome, string> = { yes: '✓', no: '–', failed: '✗', untried: '·' };

export function probeConnection(nameOrId: string): CommandWork {
  return async ({ session, answer, options }) => {
    const connection = await findConnection(session, nameOrId);
    const report = await session.call('connections.probe', { id: connection.id });
    answer(report, [
      ...reportLines(report, options.verbose),
      report.ok ? `Photos can be kept on “${connection.name}”.` : `“${connection.name}” does not work yet.`,
    ]);
    return report.ok ? 0 : 1;
  };
}

function reportLines(report: ConnectionReport, verbose: boolean): string[] {
  const lines = fieldLines(
    report.steps.map((step) => [`${marks[step.outcome]} ${step.check}`, step.message]),
  );
  const details = report.steps.flatMap(({ check, error }) =>
    error?.details ? [`${check}: ${error.details}`] : [],
  );
  return verbose ? [...lines, ...details] : lines;
}

const foundColumns: Array<Column<FoundAccount>> = [
  { title: 'ACCOUNT', value: (account) => account.name },
  { title: 'FROM', value: (account) => account.source },
  { title: 'WHERE', value: (account) => (account.config ? whereOf(account.config) : '') },
  { title: 'NOTE', value: (account) => account.note },
];

export function findConnectionAccounts(options: { file?: string }): CommandWork {
  return async ({ session, answer, terminal }) => {
    const found = await session.call('connections.found', fileOption(options, terminal.workingFolder));
    const none = ['No accounts of the AWS tools, rclone or OpenStack were found in their usual places.'];
    answer(found, found.length === 0 ? none : tableLines(foundColumns, found));
    return 0;
  };
}

export function bringConnection(
  account: string,
  options: { file?: string; name?: string; probe?: boolean },
): CommandWork {
  return async (context) => {
    const { session, terminal } = context;
    const found = await session.call('connections.found', fileOption(options, terminal.workingFolder));
    const matches = found.filter((one) => one.name === account);
    const [one] = matches;
    if (!one) throw new UsageError(`There is no account “${account}”. See them with: caos connections found`);
    if (matches.length > 1)
      throw new UsageError(`Several files hold an account “${account}”. Name the file with --file.`);
    if (one.config === null) throw new UsageError(`“${account}” cannot be used: ${one.note}`);
    const secret = one.hasSecret ? null : await readSecret(terminal);
    const added = await session.call('connections.addFound', {
      source: one.source,
      path: one.path,
      account,
      name: options.name ?? account,
      ...(secret !== null && { secret }),
    });
    await answerTried(added, `Added the connection “${added.name}”.`, options.probe ?? true, context);
    return 0;
  };
}

const fileOption = ({ file }: { file?: string }, workingFolder: string): { path?: string } =>
  file === undefined ? {} : { path: resolve(workingFolder, file) };

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
const quoted = (text: string): string =>
  /^[\p{L}\p{N}_./-]+$/u.test(text) ? text : `"${text.replace(/["\\$`]/g, '\\$&')}"`;

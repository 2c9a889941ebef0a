/** `caos storage usage|ls|stat|rm|link|unfinished|clean` */
import { AppError } from '../../src-shared/app-error';
import type { ObjectFacts, StorageBucket, UnfinishedUpload } from '../../src-shared/domain/storage';
import type { ConnectionId } from '../../src-shared/units';
import { type CommandWork, UsageError } from './command-context';
import { findConnection } from './find-by-name';
import { type Column, count, fieldLines, formatBytes, formatTime, tableLines } from './format';

interface On {
  on: string;
}
/** Objects asked for at once; the contract allows 1,000. */
const PAGE = 1000;

/** `BUCKET/KEY` at the first slash: bucket names have none. */
function splitPath(path: string): { bucket: string; key: string } {
  const slash = path.indexOf('/');
  return slash < 0 ? { bucket: path, key: '' } : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
function objectPath(path: string): { bucket: string; key: string } {
  const { bucket, key } = splitPath(path);
  if (bucket === '' || key === '') throw new UsageError(`“${path}” names no object. Write BUCKET/KEY.`);
  return { bucket, key };
}

const sizeOf = (bytes: number | null): string => (bytes === null ? '' : formatBytes(bytes));

export function showUsage({ on, count: counting }: On & { count?: boolean }): CommandWork {
  return async ({ session, answer }) => {
    const connection = await findConnection(session, on);
    const usage = await session.call('storage.usage', {
      connectionId: connection.id,
      count: counting ?? false,
    });
    const unknown =
      usage.totalBytes === null ? 'not told by this store; add --count to list every object' : '';
    answer(
      usage,
      fieldLines([
        ['Buckets', usage.bucketCount === null ? '' : String(usage.bucketCount)],
        ['Objects', usage.objectCount === null ? unknown : String(usage.objectCount)],
        ['Size', usage.totalBytes === null ? unknown : formatBytes(usage.totalBytes)],
        ...(usage.quotaBytes === null ? [] : [['Quota', formatBytes(usage.quotaBytes)] as [string, string]]),
      ]),
    );
    return 0;
  };
}

const bucketColumns: Array<Column<StorageBucket>> = [
  { title: 'BUCKET', value: (bucket) => bucket.name },
  { title: 'OBJECTS', value: (bucket) => String(bucket.objectCount ?? ''), align: 'right' },
  { title: 'SIZE', value: (bucket) => sizeOf(bucket.totalBytes), align: 'right' },
  {
    title: 'CREATED',
    value: (bucket) => (bucket.createdAtMs === null ? '' : formatTime(bucket.createdAtMs)),
  },
  { title: 'ALBUMS', value: (bucket) => (bucket.albumIds.length > 0 ? String(bucket.albumIds.length) : '') },
];

interface Listed {
  name: string;
  sizeBytes: number | null;
  modifiedAtMs: number | null;
}
const listedColumns: Array<Column<Listed>> = [
  { title: 'SIZE', value: (one) => sizeOf(one.sizeBytes), align: 'right' },
  { title: 'CHANGED', value: (one) => (one.modifiedAtMs === null ? '' : formatTime(one.modifiedAtMs)) },
  { title: 'NAME', value: (one) => one.name },
];

export function listStorage(path: string | undefined, { on }: On): CommandWork {
  return async ({ session, answer }) => {
    const connection = await findConnection(session, on);
    if (path === undefined) {
      const buckets = await session.call('storage.buckets', { connectionId: connection.id });
      answer(buckets, buckets.length === 0 ? ['No buckets yet.'] : tableLines(bucketColumns, buckets));
      return 0;
    }
    const { bucket, key: prefix } = splitPath(path);
    const folders: string[] = [];
    const objects: Listed[] = [];
    let after: string | undefined;
    do {
      const page = await session.call('storage.objects', {
        connectionId: connection.id,
        bucket,
        prefix,
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      folders.push(...page.folders);
      objects.push(
        ...page.objects.map(({ key, sizeBytes, modifiedAtMs }) => ({ name: key, sizeBytes, modifiedAtMs })),
      );
      after = page.next ?? undefined;
    } while (after !== undefined);
    const rows = [...folders.map((name) => ({ name, sizeBytes: null, modifiedAtMs: null })), ...objects];
    answer(
      { folders, objects: objects.map(({ name, ...facts }) => ({ key: name, ...facts })) },
      rows.length === 0 ? ['Nothing there.'] : tableLines(listedColumns, rows),
    );
    return 0;
  };
}

export function statStorage(path: string, { on }: On): CommandWork {
  return async ({ session, answer }) => {
    const connection = await findConnection(session, on);
    const { bucket, key } = splitPath(path);
    if (key !== '') {
      const facts = await session.call('storage.stat', { connectionId: connection.id, bucket, key });
      answer(facts, fieldLines(objectFields(facts)));
      return 0;
    }
    const facts = await session.call('storage.bucket', { connectionId: connection.id, bucket });
    const { access } = facts;
    answer(
      facts,
      fieldLines(
        told([
          ['Bucket', facts.name],
          ['Objects', facts.objectCount],
          ['Size', facts.totalBytes === null ? null : formatBytes(facts.totalBytes)],
          ['Quota', facts.quotaBytes === null ? null : formatBytes(facts.quotaBytes)],
          ['Tier', facts.tier],
          ['Region', facts.region],
          ['Versions', facts.versioning],
          ['Readers', access && [...(access.publicRead ? ['everyone'] : []), ...access.readers].join(', ')],
          ['Pages of', facts.corsOrigins?.join(', ')],
          ...Object.entries(facts.metadata),
        ]),
      ),
    );
    return 0;
  };
}

const objectFields = (facts: ObjectFacts): Array<[string, string]> =>
  told([
    ['Key', facts.key],
    ['Size', `${formatBytes(facts.sizeBytes)} (${facts.sizeBytes} bytes)`],
    ['Type', facts.contentType],
    ['ETag', facts.etag],
    ['Changed', formatTime(facts.modifiedAtMs)],
    ['Tier', facts.tier],
    ['Archive', facts.archive],
    ['Ends', facts.expiresAtMs === null ? null : formatTime(facts.expiresAtMs)],
    ...Object.entries(facts.metadata),
  ]);

/** Only what the store told. */
const told = (fields: Array<[string, string | number | null | undefined]>): Array<[string, string]> =>
  fields.flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  );

export function removeObjects(paths: string[], { on, yes }: On & { yes?: boolean }): CommandWork {
  return async ({ session, answer, confirm }) => {
    const connection = await findConnection(session, on);
    const wanted = paths.map(objectPath);
    const buckets = [...new Set(wanted.map(({ bucket }) => bucket))];
    const what = `This deletes ${count(wanted.length, 'object')} from “${connection.name}” for good.`;
    if (!yes && !(await confirm(what))) {
      answer({ deleted: 0, failed: [] }, ['Nothing was deleted.']);
      return 1;
    }
    let deleted = 0;
    const failed: Array<{ path: string; code: string; message: string }> = [];
    for (const bucket of buckets) {
      const keys = wanted.filter((one) => one.bucket === bucket).map(({ key }) => key);
      for (let at = 0; at < keys.length; at += PAGE) {
        const result = await session.call('storage.remove', {
          connectionId: connection.id,
          bucket,
          keys: keys.slice(at, at + PAGE),
        });
        deleted += result.deleted;
        for (const { key, error } of result.failed)
          failed.push({ path: `${bucket}/${key}`, code: error.code, message: error.message });
      }
    }
    answer({ deleted, failed }, [
      `Deleted ${count(deleted, 'object')}.`,
      ...failed.map(({ path, message }) => `${path}: ${message}`),
    ]);
    return failed.length === 0 ? 0 : 1;
  };
}

const secondsPer: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `15m`, `12h`, `7d`. */
function secondsOf(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * (secondsPer[unit] ?? 0);
  if (!(seconds >= 1)) throw new UsageError(`“${text}” is no time. Write for example 12h or 7d.`);
  return seconds;
}

export function linkObject(path: string, options: On & { for: string; inline?: boolean }): CommandWork {
  return async ({ session, answer, terminal }) => {
    const connection = await findConnection(session, options.on);
    const expiresInS = secondsOf(options.for);
    const link = await session.call('storage.link', {
      connectionId: connection.id,
      ...objectPath(path),
      expiresInS,
      inline: options.inline ?? false,
    });
    answer(link, [link.url]);
    if (connection.config.kind === 'local') {
      terminal.note('CAOS itself serves this link: it works while CAOS runs on this computer.');
    }
    const asked = terminal.now() + expiresInS * 1000;
    if (link.untilMs < asked - 60_000)
      terminal.note(`This store allows no longer link: it ends on ${formatTime(link.untilMs)}.`);
    return 0;
  };
}

const ownerWords: Record<UnfinishedUpload['owner'], string> = {
  'in-use': 'in use here',
  left: 'left over',
  unknown: 'perhaps in use elsewhere',
};
const unfinishedColumns: Array<Column<UnfinishedUpload>> = [
  {
    title: 'BEGUN',
    value: (upload) => (upload.startedAtMs === null ? '' : formatTime(upload.startedAtMs)),
  },
  { title: 'SIZE', value: (upload) => sizeOf(upload.sizeBytes), align: 'right' },
  { title: 'OWNER', value: (upload) => ownerWords[upload.owner] },
  { title: 'NAME', value: (upload) => `${upload.bucket}/${upload.key}` },
];

interface UnfinishedOptions {
  bucket?: string;
}
/** `reference`: the connection; left out, all of them. */
async function unfinishedAt(
  { session, terminal }: Pick<Parameters<CommandWork>[0], 'session' | 'terminal'>,
  reference: string | undefined,
  { bucket }: UnfinishedOptions,
): Promise<Array<{ connectionId: ConnectionId; uploads: UnfinishedUpload[] }>> {
  if (reference === undefined && bucket !== undefined)
    throw new UsageError('Say which store the bucket is in: add its name or id.');
  const connections =
    reference === undefined
      ? await session.call('connections.list', {})
      : [await findConnection(session, reference)];
  const found = [];
  for (const { id, name } of connections) {
    try {
      const uploads = await session.call('storage.unfinished', {
        connectionId: id,
        ...(bucket !== undefined && { bucket }),
      });
      found.push({ connectionId: id, uploads });
    } catch (error) {
      // One that is away just now says nothing of the others.
      if (reference !== undefined || !(error instanceof AppError) || error.code === 'cancelled') throw error;
      terminal.note(`${name}: ${error.message}`);
    }
  }
  return found;
}

export function listUnfinished(reference: string | undefined, options: UnfinishedOptions): CommandWork {
  return async ({ session, terminal, answer }) => {
    const uploads = (await unfinishedAt({ session, terminal }, reference, options)).flatMap(
      (one) => one.uploads,
    );
    answer(
      uploads,
      uploads.length === 0 ? ['No unfinished uploads.'] : tableLines(unfinishedColumns, uploads),
    );
    return 0;
  };
}

const DAY_MS = 86_400_000;

/** Without `--yes` it only tells what it would do; without `olderThan` only of what is certainly left over. */
export function cleanUnfinished(
  reference: string | undefined,
  options: UnfinishedOptions & { olderThan?: number; yes?: boolean },
): CommandWork {
  return async ({ session, answer, terminal }) => {
    const { olderThan } = options;
    const isOld = ({ owner, startedAtMs }: UnfinishedUpload): boolean => {
      if (olderThan === undefined) return owner === 'left';
      return owner !== 'in-use' && startedAtMs !== null && startedAtMs <= terminal.now() - olderThan * DAY_MS;
    };
    const chosen = (await unfinishedAt({ session, terminal }, reference, options)).map((one) => ({
      ...one,
      uploads: one.uploads.filter(isOld),
    }));
    const all = chosen.flatMap(({ uploads }) => uploads);
    if (all.length === 0 || !options.yes) {
      answer({ wouldClean: all, cleaned: 0, failed: [] }, [
        ...tableLines(unfinishedColumns, all),
        all.length === 0
          ? 'Nothing to give up.'
          : `${count(all.length, 'unfinished upload')} would be given up. Add --yes to do it.`,
      ]);
      return 0;
    }
    let cleaned = 0;
    const failed: Array<{ key: string; code: string; message: string }> = [];
    for (const { connectionId, uploads } of chosen) {
      if (uploads.length === 0) continue;
      const result = await session.call('storage.cleanUnfinished', {
        connectionId,
        uploads: uploads.map(({ bucket, key, uploadId }) => ({ bucket, key, uploadId })),
      });
      cleaned += result.cleaned;
      for (const { key, error } of result.failed)
        failed.push({ key, code: error.code, message: error.message });
    }
    answer({ wouldClean: [], cleaned, failed }, [
      `Gave up ${count(cleaned, 'unfinished upload')}.`,
      ...failed.map(({ key, message }) => `${key}: ${message}`),
    ]);
    return failed.length === 0 ? 0 : 1;
  };
}

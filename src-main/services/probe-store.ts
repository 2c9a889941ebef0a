/**
 * Tries what a store can do, in a scratch place that is always taken away again. Everything in the report was seen to happen; what was
 * not tried keeps what the protocol promises.
 */
import { AppError, toWire } from '../../src-shared/app-error';
import { type ConnectionReport, type ProbeCheck, probeChecks } from '../../src-shared/domain/connection';
import type { Capabilities } from '../../src-shared/domain/store-capabilities';
import { throwIfCancelled } from '../storage/cancellation';
import type { ObjectStore } from '../storage/object-store';
import { checkCors, checkPublicRead, checkUsage, checkVersioning } from './probe-bucket';
import { type Check, md5Of, type Probing, readBack, sampleOf } from './probe-finding';
import { checkInlineHtml, checkLink, checkLinkLifetime } from './probe-links';
import { createNotes, lostWithoutIt, type Notes } from './probe-notes';
import {
  checkBulkDelete,
  checkChecksum,
  checkConditionalPut,
  checkCopy,
  checkExpiry,
  checkMultipart,
  checkTiers,
} from './probe-objects';
import { clearScratch, homeScratch, ownScratch, type ScratchPlace, sweepLeftovers } from './probe-scratch';
import type { WebRequest } from './probe-web';
import { albumsInBucket, probeWords } from './probe-words';

/** Opens the same store anew; `known`: what it is believed to do, null for what its protocol promises. */
export type OpenToProbe = (known: Capabilities | null) => ObjectStore;

export interface ProbeOptions {
  depth: ConnectionReport['depth'];
  /** The bucket to work in, for keys that may not make one. */
  homeBucket: string | null;
  /** How sentences name the store. */
  host: string;
  /** Unix milliseconds. */
  now: () => number;
  /** [0, 1) */
  random: () => number;
  web: WebRequest;
  /** Rejects with `cancelled` when the signal fires. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Fires after that time; default: by the clock of this computer. */
  limit?: (ms: number) => AbortSignal;
  /** The place it works in, before anything is made there, and null when that is gone: what must outlast a kill. */
  onScratch?: (place: ScratchPlace | null) => void;
  /** Ends it with `cancelled`, after the clean-up. */
  signal: AbortSignal;
}

/** A check that takes longer than this is given up as untried; parts of some MiB get longer. */
const CHECK_LIMIT_MS = 30_000;
const MULTIPART_LIMIT_MS = 180_000;
const CLEAN_UP_LIMIT_MS = 60_000;
/** Above this stores begin to refuse signatures (Amazon S3 at 15 minutes), and links end visibly early or late. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

const neededChecks = probeChecks.slice(0, 5);
/** The network or the store is in trouble: that says nothing about what it can do. */
const passing = new Set<AppError['code']>([
  'unreachable',
  'host-unknown',
  'throttled',
  'store-busy',
  'cancelled',
]);
/** The store understands, and will not let this key do it. */
const denied = new Set<AppError['code']>(['access-denied', 'unsupported', 'quota']);

/** Never rejects because of the store: whatever goes wrong is in the report. Rejects with `cancelled` when the signal fires. */
export async function probeStore(open: OpenToProbe, options: ProbeOptions): Promise<ConnectionReport> {
  const startedAtMs = options.now();
  const opened: ObjectStore[] = [];
  const openOne: OpenToProbe = (known) => {
    const store = open(known);
    opened.push(store);
    return store;
  };
  try {
    const notes = createNotes(options);
    const store = openOne(null);
    const bucketNames = await signIn(store, notes, options);
    if (options.depth === 'full' && notes.outcomeOf('sign-in') === 'yes')
      await probeInScratch(openOne, store, bucketNames, notes, options);
    const triedEnough = neededChecks.every((check) => notes.outcomeOf(check) === 'yes');
    const mayNotCreate = notes.outcomeOf('create-bucket') === 'no';
    return {
      ok: options.depth === 'full' ? triedEnough : notes.outcomeOf('sign-in') === 'yes',
      depth: options.depth,
      steps: notes.steps(options.depth),
      capabilities: triedEnough || mayNotCreate ? { ...store.capabilities, ...notes.seen } : null,
      testedAtMs: startedAtMs,
      elapsedMs: Math.round(options.now() - startedAtMs),
    };
  } finally {
    for (const store of opened) store.close();
  }
}

const limited = (options: ProbeOptions, ms: number): AbortSignal =>
  AbortSignal.any([options.signal, (options.limit ?? AbortSignal.timeout)(ms)]);

/** Answers the names of all buckets; null when this key may not list them, which says that it is known. */
async function signIn(store: ObjectStore, notes: Notes, options: ProbeOptions): Promise<string[] | null> {
  const signal = limited(options, CHECK_LIMIT_MS);
  try {
    const buckets = await store.listBuckets({ signal });
    notes.write('sign-in', { outcome: 'yes' });
    notes.write('list-buckets', { outcome: 'yes' });
    return buckets.map((bucket) => bucket.name);
  } catch (error) {
    throwIfCancelled(options.signal);
    const reason = await notSignedIn(store, error, { signal, options });
    if (reason === null) {
      notes.write('sign-in', { outcome: 'yes' });
      notes.write('list-buckets', { outcome: 'no', error });
    } else notes.write('sign-in', { outcome: 'failed', error: limitError(reason, options) });
    return null;
  }
}

/**
 * Whether a refused list of buckets says that the key was taken: null, or why not. What answers “I cannot do that” may be no store at
 * all and has looked at no key: then the given bucket has to show it.
 */
async function notSignedIn(
  store: ObjectStore,
  refusal: unknown,
  { signal, options }: { signal: AbortSignal; options: ProbeOptions },
): Promise<unknown> {
  if (!(refusal instanceof AppError)) return refusal;
  if (refusal.code !== 'unsupported') return denied.has(refusal.code) ? null : refusal;
  if (refusal.retry !== 'never') return refusal; // it asks for another address
  if (options.homeBucket === null)
    return new AppError(
      'unsupported',
      `${options.host} does not list buckets, so the key could not be tried. Enter the name of a bucket under “Bucket”; if you are not sure that this is an object store, check the address.`,
      { retry: 'after-user', cause: refusal, ...(refusal.details && { details: refusal.details }) },
    );
  try {
    await store.listFolder(options.homeBucket, { limit: 1, signal });
    return null;
  } catch (error) {
    throwIfCancelled(options.signal);
    // The bucket that is missing is said by its own check.
    return error instanceof AppError && ['access-denied', 'bucket-missing'].includes(error.code)
      ? null
      : error;
  }
}

/** A check's own time limit ends it like a cancel; for a person it is a store that does not answer. */
const limitError = (error: unknown, { host }: ProbeOptions): unknown =>
  error instanceof AppError && error.code === 'cancelled'
    ? new AppError('unreachable', `${host} did not answer in time. Check the address and your connection.`)
    : error;

/** A probe may leave older versions where its store was not known to keep any. */
const withVersions = { versioning: true } as const;

async function probeInScratch(
  open: OpenToProbe,
  store: ObjectStore,
  bucketNames: string[] | null,
  notes: Notes,
  options: ProbeOptions,
): Promise<void> {
  const { homeBucket: home, now, random } = options;
  const believed = new Map<string, ObjectStore>();
  const believing: Probing['believing'] = (known) => {
    const name = JSON.stringify(known);
    const other = believed.get(name) ?? open({ ...store.capabilities, ...known });
    believed.set(name, other);
    return other;
  };
  const sweepLimit = limited(options, CLEAN_UP_LIMIT_MS);
  await sweepLeftovers(believing(withVersions), { bucketNames: bucketNames ?? [], home }, now(), sweepLimit);
  const place = home === null ? ownScratch(now(), random) : homeScratch(home, now(), random);
  options.onScratch?.(place);
  if (!(await takePlace(store, place, notes, options))) {
    options.onScratch?.(null);
    return;
  }
  const probing = { store, believing, place, now, web: options.web, wait: options.wait };
  try {
    await checkNeeded(probing, notes, options);
    if (neededChecks.every((check) => notes.outcomeOf(check) === 'yes'))
      await checkAbilities(probing, notes, options);
  } finally {
    await cleanUp(believing(withVersions), place, notes, options);
  }
}

async function takePlace(
  store: ObjectStore,
  place: ScratchPlace,
  notes: Notes,
  options: ProbeOptions,
): Promise<boolean> {
  const signal = limited(options, CHECK_LIMIT_MS);
  try {
    if (place.own) {
      await store.createBucket(place.bucket, { signal });
      notes.write('create-bucket', { outcome: 'yes', seen: { createBucket: true } });
    } else {
      notes.write('create-bucket', { outcome: 'untried', message: albumsInBucket });
      if (!(await store.bucketExists(place.bucket, { signal }))) {
        notes.write('bucket', { outcome: 'failed' });
        return false;
      }
    }
    notes.write('bucket', { outcome: 'yes' });
    return true;
  } catch (error) {
    throwIfCancelled(options.signal);
    if (place.own && error instanceof AppError && denied.has(error.code)) {
      notes.write('create-bucket', { outcome: 'no', error, seen: { createBucket: false } });
      notes.write('bucket', { outcome: 'failed', message: probeWords['create-bucket'].no, error });
    } else notes.write('bucket', { outcome: 'failed', error: limitError(error, options) });
    return false;
  }
}

/** Write, read, delete, one after the other, each only when the one before passed; and what the first object tells by the way. */
async function checkNeeded(
  probing: Omit<Probing, 'signal'>,
  notes: Notes,
  options: ProbeOptions,
): Promise<void> {
  const { store, place, now } = probing;
  const key = `${place.base}a photo – ü 사진.txt`;
  const body = sampleOf('photo');
  const needed = async (
    check: ProbeCheck,
    work: (signal: AbortSignal) => Promise<boolean>,
  ): Promise<boolean> => {
    try {
      const passed = await work(limited(options, CHECK_LIMIT_MS));
      notes.write(check, { outcome: passed ? 'yes' : 'failed' });
      return passed;
    } catch (error) {
      throwIfCancelled(options.signal);
      notes.write(check, { outcome: 'failed', error: limitError(error, options) });
      return false;
    }
  };
  const written = await needed('write', async (signal) => {
    const beforeMs = now();
    const put = await store.put(place.bucket, key, body, { contentType: 'text/plain', signal });
    const held = await store.head(place.bucket, key, { signal });
    if (!held || held.sizeBytes !== body.length) return false;
    const etagKind = held.etagKind ?? put.etagKind ?? 'md5';
    notes.seen.etagIsMd5 = etagKind === 'md5' && held.etag === md5Of(body);
    writeClock(held.modifiedAtMs, { beforeMs, afterMs: now() }, notes);
    return true;
  });
  if (!written) return;
  const read = await needed('read', async (signal) =>
    (await readBack({ store, place, signal }, key)).equals(body),
  );
  if (!read) return;
  await needed('delete', async (signal) => {
    await store.delete(place.bucket, key, { signal });
    return (await store.head(place.bucket, key, { signal })) === null;
  });
}

/** Stores tell whole seconds; what lies between before and after the write agrees. */
function writeClock(
  modifiedAtMs: number,
  { beforeMs, afterMs }: { beforeMs: number; afterMs: number },
  notes: Notes,
): void {
  const offMs = Math.max(beforeMs - modifiedAtMs, modifiedAtMs - afterMs);
  if (offMs <= CLOCK_TOLERANCE_MS) notes.write('clock', { outcome: 'yes' });
  else notes.write('clock', { outcome: 'no', params: { minutes: Math.round(offMs / 60_000) } });
}

/** What does not touch the same thing runs side by side; settings of the bucket come after, one at a time, versions last. */
async function checkAbilities(
  probing: Omit<Probing, 'signal'>,
  notes: Notes,
  options: ProbeOptions,
): Promise<void> {
  const run = (check: ProbeCheck, work: Check, limitMs = CHECK_LIMIT_MS): Promise<void> =>
    runCheck(check, work, { ...probing, signal: limited(options, limitMs) }, notes, options);
  const links = async (): Promise<void> => {
    await run('link', checkLink);
    if (notes.outcomeOf('link') !== 'yes') return;
    await Promise.all([run('inline-html', checkInlineHtml), run('link-lifetime', checkLinkLifetime)]);
  };
  const outcomes = await Promise.allSettled([
    run('multipart', checkMultipart, MULTIPART_LIMIT_MS),
    run('checksum', checkChecksum),
    run('conditional-put', checkConditionalPut),
    run('bulk-delete', checkBulkDelete),
    run('copy', checkCopy),
    run('tiers', checkTiers),
    run('usage', checkUsage),
    links(),
  ]);
  // Only now, so that nothing is still writing while the place is cleared.
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  await run('expiry', checkExpiry);
  if (notes.outcomeOf('link') === 'yes') {
    await run('cors', checkCors);
    await run('public-read', checkPublicRead);
  }
  await run('versioning', checkVersioning);
}

async function runCheck(
  check: ProbeCheck,
  work: Check,
  probing: Probing,
  notes: Notes,
  options: ProbeOptions,
): Promise<void> {
  try {
    notes.write(check, await work(probing));
  } catch (error) {
    throwIfCancelled(options.signal);
    const reason = limitError(error, options);
    if (reason instanceof AppError && passing.has(reason.code))
      notes.write(check, { outcome: 'untried', error: reason });
    else notes.write(check, { outcome: 'no', error: reason, seen: lostWithoutIt[check] ?? {} });
  }
}

/** Also after a failure and a cancel; what stays is said with its name. */
async function cleanUp(
  store: ObjectStore,
  place: ScratchPlace,
  notes: Notes,
  options: ProbeOptions,
): Promise<void> {
  const limit = (options.limit ?? AbortSignal.timeout)(CLEAN_UP_LIMIT_MS);
  try {
    await clearScratch(store, place, limit);
    options.onScratch?.(null);
  } catch (error) {
    const leftover = place.own ? place.bucket : `${place.bucket}/${place.base}`;
    const last = notes.outcomeOf('delete') === 'untried' ? 'bucket' : 'delete';
    const why = toWire(error).message;
    notes.add(last, `“${leftover}” could not be taken away again (${why}): delete it by hand.`, { leftover });
  }
}

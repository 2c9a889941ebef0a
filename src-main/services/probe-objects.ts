/** Checks of a probe on single objects: checksums, parts, conditions, deleting many, copying, tiers, ends. */
import { Readable } from 'node:stream';
import { AppError } from '../../src-shared/app-error';
import { type Check, type Finding, md5Of, type Probing, readBack, refused, sampleOf } from './probe-finding';
import { notOurBucket } from './probe-words';

const DAY_MS = 86_400_000;
/** Stores that take parts of any size are tried with this much. */
const SMALLEST_PART_BYTES = 64 * 1024;
const LAST_PART_BYTES = 2000;

export const checkChecksum: Check = async ({ store, place, signal }) => {
  const key = `${place.base}checksum.txt`;
  const verifiesMd5 = await refused(['integrity'], () =>
    store.put(place.bucket, key, sampleOf('checksum'), { md5Hex: md5Of(sampleOf('another')), signal }),
  );
  return { outcome: verifiesMd5 ? 'yes' : 'no', seen: { verifiesMd5 } };
};

const GIVE_UP_LIMIT_MS = 10_000;

/** One upload from begin to end with a damaged part in between, and one that is given up. */
export const checkMultipart: Check = async (probing) => {
  const { store, place, signal } = probing;
  const key = `${place.base}multipart.bin`;
  const upload = {
    bucket: place.bucket,
    key,
    uploadId: await store.multipart.begin(place.bucket, key, { signal }),
  };
  const joined = { yet: false };
  try {
    return await partsJoined(probing, upload, joined);
  } finally {
    // Not every store lists unfinished uploads, by which the clean-up would find it.
    if (!joined.yet)
      await store.multipart
        .abort(upload, { signal: AbortSignal.timeout(GIVE_UP_LIMIT_MS) })
        .catch(() => undefined);
  }
};

async function partsJoined(
  probing: Probing,
  upload: { bucket: string; key: string; uploadId: string },
  done: { yet: boolean },
): Promise<Finding> {
  const { store, signal } = probing;
  const { multipart } = store;
  const { bucket, key } = upload;
  const first = Buffer.alloc(
    Math.max(store.capabilities.multipart.minPartBytes, SMALLEST_PART_BYTES),
    'first part ',
  );
  const last = Buffer.alloc(LAST_PART_BYTES, 'last part ');
  const damagedRefused = await refused(['integrity'], () =>
    multipart.putPart(upload, { number: 2, body: last, md5Hex: md5Of(sampleOf('another')) }, { signal }),
  );
  const sent = await Promise.all(
    [first, last].map((body, index) =>
      multipart.putPart(upload, { number: index + 1, body, md5Hex: md5Of(body) }, { signal }),
    ),
  );
  const told = (parts: typeof sent): string =>
    JSON.stringify(parts.map(({ number, etag, sizeBytes }) => [number, etag, sizeBytes]));
  if (told(await multipart.listParts(upload, { signal })) !== told(sent))
    return no('The store does not tell which parts it holds: a large file that was interrupted starts anew.');
  const joined = await multipart.complete(upload, sent, { signal });
  done.yet = true;
  const held = await store.head(bucket, key, { signal });
  const seam = { start: first.length - 100, end: first.length + last.length };
  const back = await readBack(probing, key, seam);
  const asSent = Buffer.concat([first.subarray(seam.start), last]);
  if (held?.sizeBytes !== seam.end || held.etag !== joined.etag || !back.equals(asSent))
    return no('Parts were joined to something else than was sent. Do not keep large files in this store.');
  await checkGivenUp(probing);
  if (!damagedRefused) {
    return {
      outcome: 'no',
      params: { damaged: 1 },
      message:
        'The store keeps a damaged part without a word: CAOS compares the whole file after each upload and sends again.',
    };
  }
  return { outcome: 'yes' };
}
const no = (message: string): Finding => ({ outcome: 'no', message });

async function checkGivenUp({ store, place, signal }: Probing): Promise<void> {
  const { multipart } = store;
  const key = `${place.base}given-up.bin`;
  const upload = {
    bucket: place.bucket,
    key,
    uploadId: await multipart.begin(place.bucket, key, { signal }),
  };
  const body = sampleOf('given up');
  await multipart.putPart(upload, { number: 1, body, md5Hex: md5Of(body) }, { signal });
  await multipart.abort(upload, { signal });
  let left = 0;
  const gone = await refused(['upload-gone'], async () => {
    left = (await multipart.listParts(upload, { signal })).length;
  });
  if (!gone && left > 0)
    throw new AppError('unsupported', 'The store keeps the parts of an upload that was given up.');
}

/**
 * Two writers at once, neither of which has sent its end before both were let in: exactly one may win. A store that only looks before it
 * takes the bytes lets both win, and one would overwrite the other: it still keeps what was there long before (`keepsOther`). Several rounds, since a busy server may happen to take them in turn.
 */
export const checkConditionalPut: Check = async (probing) => {
  const late = await lateWriterLoses(probing);
  // One that lets even a late writer win need not be tried with two at once.
  if (!late.keepsOther)
    return { outcome: 'no', seen: { conditionalPut: false, keepsOther: false }, error: late.error };
  const rounds = await Promise.all([1, 2, 3].map((round) => oneWriterWins(probing, round))).catch((error) => {
    if (error instanceof AppError && error.code === 'unsupported') return [false];
    throw error;
  });
  const conditionalPut = rounds.every(Boolean);
  return { outcome: conditionalPut ? 'yes' : 'no', seen: { conditionalPut, keepsOther: true } };
};

/** Whether an object that is there stays as it is, and a name that is free is taken all the same. */
async function lateWriterLoses(probing: Probing): Promise<{ keepsOther: boolean; error?: unknown }> {
  const { place, signal } = probing;
  const store = probing.believing({ keepsOther: true });
  const key = `${place.base}kept.txt`;
  try {
    await store.put(place.bucket, key, sampleOf('the first'), { keepOther: true, signal });
    const lateRefused = await refused(['precondition'], () =>
      store.put(place.bucket, key, sampleOf('much later'), { keepOther: true, signal }),
    );
    const kept = (await readBack(probing, key)).equals(sampleOf('the first'));
    return { keepsOther: lateRefused && kept };
  } catch (error) {
    if (error instanceof AppError && error.code === 'unsupported') return { keepsOther: false, error };
    throw error;
  }
}

async function oneWriterWins(probing: Probing, round: number): Promise<boolean> {
  const { place, signal } = probing;
  const store = probing.believing({ conditionalPut: true });
  const key = `${place.base}conditional ${round}.txt`;
  const bodies = [sampleOf('the first'), sampleOf('the other')];
  const meet = createMeeting(bodies.length, probing);
  const writers = await Promise.allSettled(
    bodies.map((body) =>
      store.put(place.bucket, key, Readable.from(inHalves(body, meet), { objectMode: false }), {
        ifAbsent: true,
        sizeBytes: body.length,
        signal,
      }),
    ),
  );
  const winners = bodies.filter((_, index) => writers[index]?.status === 'fulfilled');
  const [winner] = winners;
  if (!winner) throw (writers[0] as PromiseRejectedResult).reason;
  const lateRefused = await refused(['precondition'], () =>
    store.put(place.bucket, key, sampleOf('much later'), { ifAbsent: true, signal }),
  );
  const kept = (await readBack(probing, key)).equals(winner);
  return winners.length === 1 && lateRefused && kept;
}

async function* inHalves(body: Buffer, meet: () => Promise<void>): AsyncGenerator<Buffer> {
  yield body.subarray(0, body.length / 2);
  await meet();
  yield body.subarray(body.length / 2);
}

/** Resolves when all have come, and their requests had time to arrive; or after a while, where the store takes one after the other. */
function createMeeting(count: number, { wait, signal }: Probing): () => Promise<void> {
  let missing = count;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async () => {
    missing -= 1;
    if (missing === 0) open();
    await Promise.race([all, wait(MEETING_LIMIT_MS, signal)]);
    await wait(ARRIVAL_MS, signal);
  };
}
const MEETING_LIMIT_MS = 2000;
const ARRIVAL_MS = 1000;

export const checkBulkDelete: Check = async (probing) => {
  const { place, signal } = probing;
  const store = probing.believing({ bulkDelete: true });
  // One with a name that has to be escaped, in whatever way this store is told names.
  const keys = [`${place.base}many 1 ü&<.txt`, `${place.base}many 2.txt`];
  for (const key of keys) await store.put(place.bucket, key, sampleOf('many'), { signal });
  const failed = await store.deleteMany(place.bucket, [...keys, `${place.base}never there.txt`], { signal });
  const left = await Promise.all(keys.map((key) => store.head(place.bucket, key, { signal })));
  const bulkDelete = failed.length === 0 && left.every((held) => held === null);
  return { outcome: bulkDelete ? 'yes' : 'no', seen: { bulkDelete }, error: failed[0]?.error };
};

export const checkCopy: Check = async (probing) => {
  const { store, place, signal } = probing;
  const from = { bucket: place.bucket, key: `${place.base}copy from ü.txt` };
  const to = { bucket: place.bucket, key: `${place.base}copied.txt` };
  const body = sampleOf('copy');
  await store.put(from.bucket, from.key, body, { signal });
  await store.copy(from, to, { signal });
  return { outcome: (await readBack(probing, to.key)).equals(body) ? 'yes' : 'no' };
};

/**
 * Storage classes that S3 services have (Amazon S3 API reference, PutObject, `x-amz-storage-class`), the default first. Tried where the
 * protocol itself names no tiers: a store without them refuses the name or forgets it.
 */
const wellKnownTiers = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];

/** Those tiers that this store takes and tells again. */
export const checkTiers: Check = async (probing) => {
  const { tiers, tierOf } = probing.store.capabilities;
  if (tierOf === 'bucket' && !probing.place.own) return { outcome: 'untried', message: notOurBucket };
  const names = tierOf === 'none' ? wellKnownTiers : tiers;
  const takes = tierOf === 'bucket' ? bucketTakesTier : objectTakesTier;
  const taken = await Promise.all(
    names.map((tier) =>
      takes(probing, tier, names).catch((error: unknown) => {
        if (error instanceof AppError && error.retry !== 'later' && error.code !== 'cancelled') return false;
        throw error;
      }),
    ),
  );
  const found = names.filter((_, index) => taken[index]);
  if (found.length < 2) return { outcome: 'no', seen: { tiers: [], tierOf: 'none' } };
  return {
    outcome: 'yes',
    params: { tiers: found.join(', ') },
    seen: { tiers: found, tierOf: tierOf === 'bucket' ? 'bucket' : 'object' },
  };
};

/** The default tier may go without saying. */
async function objectTakesTier(probing: Probing, tier: string, all: string[]): Promise<boolean> {
  const { place, signal } = probing;
  const store = probing.believing({ tiers: all, tierOf: 'object' });
  const key = `${place.base}tier-${tier}.txt`;
  await store.put(place.bucket, key, sampleOf(tier), { tier, signal });
  const held = await store.head(place.bucket, key, { signal });
  return held?.tier === tier || (held?.tier === undefined && tier === all[0]);
}

async function bucketTakesTier(
  { store, place, signal }: Probing,
  tier: string,
  all: string[],
): Promise<boolean> {
  const bucket = `${place.bucket}-${all.indexOf(tier)}`;
  await store.createBucket(bucket, { tier, signal });
  try {
    return (await store.admin.bucketFacts(bucket, { signal })).tier === tier;
  } finally {
    await store.deleteBucket(bucket); // also when it was cancelled
  }
}

/** An end of its own for one object; where the protocol has none, a rule of the bucket, tried on the probe's own bucket only. */
export const checkExpiry: Check = async (probing) => {
  const { store, place, signal, now } = probing;
  const { bucket, base } = place;
  if (store.capabilities.expiry === 'object') {
    const key = `${base}ends.txt`;
    const endsAtMs = now() + DAY_MS;
    await store.put(bucket, key, sampleOf('ends'), { expiresAtMs: endsAtMs, signal });
    const told = (await store.head(bucket, key, { signal }))?.expiresAtMs ?? 0;
    if (Math.abs(told - endsAtMs) < 60_000) return { outcome: 'yes', seen: { expiry: 'object' } };
  }
  if (!place.own) return { outcome: 'untried', message: notOurBucket };
  const { admin } = probing.believing({ expiry: 'bucket-rule' });
  await admin.updateBucket(bucket, { expiryRule: { prefix: `${base}ends/`, days: 1 } }, { signal });
  await admin.updateBucket(bucket, { expiryRule: { prefix: `${base}ends/`, days: null } }, { signal });
  return {
    outcome: 'yes',
    params: { byRule: 1 },
    seen: { expiry: 'bucket-rule' },
    message: 'What is shared for a time can be deleted by a rule of its bucket, to the day.',
  };
};

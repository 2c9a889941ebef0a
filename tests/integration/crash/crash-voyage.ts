/**
 * One album through many kills: cards are imported, then the album is downloaded into a folder and a ZIP, and the command is killed over and
 * over in moments of every kind. At the end everything is compared: the store, the files, the requests, and what may not be left anywhere.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';
import type { ObjectStore } from '../../../src-main/storage/object-store';
import { collect, md5, read } from '../../contract/suite/setting';
import { type Act, type CrashDoor, type Moment, openCrashDoor, phases } from '../../support/crash-door';
import type { CrashStore } from '../../support/crash-stores';
import { filesBelow, noise, sumOf, sumsOf, unzipped } from '../../support/download-fixture';
import { seededRandom } from '../../support/fault-proxy';
import { Desk, writePhoto } from '../cli/run-cli';
import { type Kill, runUntil, type WriteMoment } from './kill-command';
import { leftAfterSweep } from './leftovers';
import { expectFetchedOnce, expectSentOnce, type Resent } from './sent-once';

export interface Voyage {
  seed: number;
  imports: number;
  folders: number;
  zips: number;
  /** Whether the store is tried first: what it shows changes the requests that are made. */
  probed: boolean;
}

export interface VoyageFacts extends Resent {
  kills: Record<string, number>;
  files: number;
}

const MiB = 1024 * 1024;
const ALBUM = 'Crash';
/** A kind of moment: which requests it lies in, and how many of them pass before. */
const importKinds: Record<string, { acts: Act[]; upTo: number } | { writesUpTo: number }> = {
  small: { acts: ['whole'], upTo: 6 },
  parts: { acts: ['part', 'begin'], upTo: 4 },
  verify: { acts: ['look', 'join'], upTo: 4 },
  catalogue: { writesUpTo: 30 },
};
const downloadKinds: typeof importKinds = {
  fetch: { acts: ['fetch'], upTo: 8 },
  noting: { writesUpTo: 20 },
};
/** A run that ends before its moment came costs a new card; more than so many in a row would mean that it never comes. */
const MOST_IDLE_RUNS = 6;

export async function sail(store: CrashStore, voyage: Voyage): Promise<VoyageFacts> {
  using desk = new Desk();
  const door = await openCrashDoor(store.origin);
  const behind = store.open();
  const journey: Journey = {
    desk,
    door,
    random: seededRandom(voyage.seed),
    bucket: `caos-crash-${randomBytes(6).toString('hex')}`,
    files: new Map(),
    kills: [],
    counts: {},
    cards: 0,
  };
  try {
    await setOut(journey, store, voyage, behind);
    await importThroughKills(journey, voyage);
    const sent = expectSentOnce(door.passed, journey.kills);
    const album = await expectStoredOnce(journey, behind);
    await downloadThroughKills(journey, 'folder', voyage.folders, album);
    await downloadThroughKills(journey, 'zip', voyage.zips, album);
    expect(await leftAfterSweep(desk.profile, store, journey.bucket, THEIR_FILM)).toEqual([]);
    await expectTheirsUntouched(journey, behind);
    return { kills: journey.counts, files: journey.files.size, ...sent };
  } finally {
    await removeBucket(behind, journey.bucket);
    behind.close();
    await door.close();
  }
}

interface Journey {
  desk: Desk;
  door: CrashDoor;
  random: () => number;
  bucket: string;
  /** Path below `source` -> content. */
  files: Map<string, Buffer>;
  kills: Kill[];
  counts: Record<string, number>;
  cards: number;
}

const THEIR_FILM = 'their film.mov';
/** One under a name that a photo of ours has as well. */
const theirs = new Map([
  ['card 1/IMG_1.jpg', Buffer.from('somebody else was here first')],
  ['theirs/notes.txt', Buffer.from('not to be touched')],
]);

async function setOut(
  journey: Journey,
  store: CrashStore,
  { probed }: Voyage,
  behind: ObjectStore,
): Promise<void> {
  const { desk, door, bucket } = journey;
  const probing = probed ? [] : ['--no-probe'];
  await desk.json(['connections', 'add', '--name', 'S', ...store.words(door.origin), ...probing], {
    secret: store.secret,
  });
  await desk.json(['albums', 'create', ALBUM, '--on', 'S', '--bucket', bucket]);
  for (const [key, bytes] of theirs) await behind.put(bucket, key, bytes);
  const film = { bucket, key: THEIR_FILM, uploadId: await behind.multipart.begin(bucket, THEIR_FILM) };
  const body = Buffer.from('a film that somebody is in the middle of');
  await behind.multipart.putPart(film, { number: 1, body, md5Hex: md5(body) });
  // What a probe tried is no photo.
  door.passed.length = 0;
  await addCard(journey);
}

/** Small files, a few that can be developed, two that are sent in parts, and one that is there twice. */
async function addCard(journey: Journey): Promise<void> {
  const { desk, random, files } = journey;
  journey.cards += 1;
  const card = `card ${journey.cards}`;
  const seed = Math.floor(random() * 1e6) + journey.cards * 1e6;
  const add = (name: string, bytes: Buffer): void => {
    bytes.set([0xff, 0xd8, 0xff, 0xe0]);
    files.set(`${card}/${name}`, bytes);
    mkdirSync(dirname(desk.path('source', card, name)), { recursive: true });
    writeFileSync(desk.path('source', card, name), bytes);
  };
  for (let n = 0; n < 20; n += 1) add(`IMG_${n}.jpg`, noise(5000 + Math.floor(random() * 200_000), seed + n));
  add('día 1/한강 #2%.jpg', noise(70_000, seed + 30));
  add('large.jpg', noise(17 * MiB + Math.floor(random() * 8 * MiB), seed + 40));
  add('día 1/film ü.jpg', noise(17 * MiB + Math.floor(random() * 8 * MiB), seed + 41));
  add('copy of 3.jpg', Buffer.from(files.get(`${card}/IMG_3.jpg`) ?? Buffer.of()));
  for (let n = 0; n < 3; n += 1) {
    const path = desk.path('source', card, `real ${n}.jpg`);
    await writePhoto(path, journey.cards * 10 + n + (seed % 50));
    files.set(`${card}/real ${n}.jpg`, readFileSync(path));
  }
}

async function importThroughKills(journey: Journey, { imports }: Voyage): Promise<void> {
  const { random } = journey;
  const importing = (): string[] => [
    ...['import', 'source', '--album', ALBUM],
    ...(random() < 0.3 ? ['--no-pictures'] : []),
  ];
  const kinds = shuffled(Object.keys(importKinds), random);
  let [made, idle] = [0, 0];
  while (made < imports) {
    const kind = kinds[made % kinds.length] ?? 'small';
    const retries = made > 0 && idle === 0 && random() < 0.3;
    const words = retries ? ['transfers', 'retry'] : importing();
    if (await killedIn(journey, words, kind, importKinds)) {
      [made, idle] = [made + 1, 0];
    } else {
      idle += 1;
      if (!retries) await addCard(journey);
      expect(idle, `no ${kind} came`).toBeLessThan(MOST_IDLE_RUNS);
    }
  }
  const last = await journey.desk.run([...importing(), '--json']);
  expect({ code: last.code, notes: last.code === 0 ? '' : last.notes }).toEqual({ code: 0, notes: '' });
  expect(JSON.parse(last.out)).toMatchObject({ ok: true, failed: [] });
}

/** Whether it came to that; a run that ended by itself must have ended well. */
async function killedIn(
  { desk, door, random, kills, counts }: Journey,
  words: string[],
  kind: string,
  kinds: typeof importKinds,
): Promise<boolean> {
  const outcome = await runUntil(desk, door, words, momentOf(kinds[kind], random));
  if (outcome.type === 'killed') {
    kills.push(outcome.kill);
    counts[kind] = (counts[kind] ?? 0) + 1;
    return true;
  }
  const { code, notes } = outcome.ended;
  expect({ words, code, notes: code === 0 ? '' : notes }).toEqual({ words, code: 0, notes: '' });
  return false;
}

function momentOf(
  kind: (typeof importKinds)[string] | undefined,
  random: () => number,
): Moment | WriteMoment {
  if (!kind) throw new Error('no such kind of moment');
  if ('writesUpTo' in kind) return { writes: 1 + Math.floor(random() * kind.writesUpTo) };
  const phase = phases[Math.floor(random() * phases.length)] ?? 'begins';
  const act = kind.acts[Math.floor(random() * kind.acts.length)] ?? kind.acts[0];
  // What is sent for an answer alone has no half.
  const isHalfless = phase === 'half' && (act === 'look' || act === 'begin');
  // Joining and beginning come once for each large file, the others many times.
  const upTo = act === 'join' || act === 'begin' ? 2 : kind.upTo;
  return {
    acts: act === undefined ? [] : [act],
    phase: isHalfless ? 'done' : phase,
    nth: 1 + Math.floor(random() * upTo),
  };
}

/** Every object past the command, byte for byte: each content once, under its own name or beside somebody else's. Answers key -> content. */
async function expectStoredOnce(
  { bucket, files }: Journey,
  behind: ObjectStore,
): Promise<Record<string, Buffer>> {
  const held: Record<string, Buffer> = {};
  for (const { key } of await collect(behind.list(bucket)))
    if (!key.startsWith('.caos/') && !theirs.has(key)) held[key] = await read(behind, bucket, key);
  const byContent = new Map<string, string[]>();
  for (const [path, bytes] of files)
    byContent.set(sumOf(bytes), [...(byContent.get(sumOf(bytes)) ?? []), path]);
  const named = (path: string): string => (theirs.has(path) ? path.replace(/\.jpg$/, ' (2).jpg') : path);
  const wrong = Object.entries(held).filter(
    ([key, bytes]) => !byContent.get(sumOf(bytes))?.map(named).includes(key.normalize('NFC')),
  );
  expect({
    wrong: wrong.map(([key]) => key),
    contents: Object.values(held).map(sumOf).sort(),
  }).toEqual({ wrong: [], contents: [...byContent.keys()].sort() });
  return held;
}

async function downloadThroughKills(
  journey: Journey,
  form: 'folder' | 'zip',
  wanted: number,
  album: Record<string, Buffer>,
): Promise<void> {
  const { desk, door } = journey;
  const kinds = shuffled(Object.keys(downloadKinds), journey.random);
  const sizes = new Map(Object.entries(album).map(([key, bytes]) => [key, bytes.length]));
  const words = (to: string): string[] => [
    ...['download', '--album', ALBUM],
    ...(form === 'zip' ? ['--zip', to] : ['--to', to]),
  ];
  for (let [made, target, idle] = [0, 0, 0]; made < wanted; target += 1) {
    const folder = desk.path(`${form} ${target}`);
    const to = form === 'zip' ? desk.path(`${form} ${target}`, 'all.zip') : folder;
    mkdirSync(folder);
    const first = journey.kills.length;
    for (let open = true; open; ) {
      const kind = kinds[made % kinds.length] ?? 'fetch';
      if (made === wanted) {
        const last = await desk.run(words(to));
        expect({ code: last.code, notes: last.code === 0 ? '' : last.notes }).toEqual({ code: 0, notes: '' });
        open = false;
      } else if (await killedIn(journey, words(to), `${form}: ${kind}`, prefixed(form))) {
        [made, idle] = [made + 1, 0];
        // It may be killed when all was done and only its last words were missing.
        const known = journey.kills.at(-1)?.written.downloads.filter((one) => one.to === to);
        open = known?.at(-1)?.state !== 'done';
      } else {
        idle += 1;
        expect(idle, `no ${kind} came`).toBeLessThan(MOST_IDLE_RUNS);
        open = false;
      }
    }
    const kills = journey.kills.slice(first);
    expectFetchedOnce(door.passed, kills, { to, until: door.passed.length, sizes });
    if (form === 'folder') expect(filesBelow(to)).toEqual(sumsOf(album));
    else {
      expect(Object.keys(filesBelow(folder))).toEqual(['all.zip']);
      expect(unzipped(to)).toEqual(sumsOf(album));
    }
  }
}

const prefixed = (form: string): typeof downloadKinds =>
  Object.fromEntries(Object.entries(downloadKinds).map(([name, kind]) => [`${form}: ${name}`, kind]));

async function expectTheirsUntouched({ bucket }: Journey, behind: ObjectStore): Promise<void> {
  for (const [key, bytes] of theirs)
    expect([key, (await read(behind, bucket, key)).equals(bytes)]).toEqual([key, true]);
}

function shuffled<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => [random(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
}

/** With what is unfinished in it. */
async function removeBucket(store: ObjectStore, bucket: string): Promise<void> {
  if (!(await store.bucketExists(bucket))) return;
  for (const { key, uploadId } of await collect(store.multipart.list(bucket, '')))
    await store.multipart.abort({ bucket, key, uploadId });
  await store.deleteMany(
    bucket,
    (await collect(store.list(bucket))).map(({ key }) => key),
  );
  await store.deleteBucket(bucket);
}

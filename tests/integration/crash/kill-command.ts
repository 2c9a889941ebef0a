/** Runs `caos` and ends all of it by SIGKILL in the moment that a test waits for; then tells what was under way and what was written down. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { CrashDoor, Moment, Passed } from '../../support/crash-door';
import type { Desk, Ended } from '../cli/run-cli';

/** The nth write into the catalogue's log. */
export interface WriteMoment {
  writes: number;
}

export interface Kill {
  /** Of the door's clock. */
  atMs: number;
  /** When all of it was gone: what its sockets still held has come through the door by then. */
  overAtMs: number;
  /** Requests that had passed the door by then; those after it belong to later runs. */
  passedCount: number;
  /** Begun, and their answer not given out as a whole. */
  underWay: Passed[];
  written: Written;
}

/** What the catalogue holds after the kill. */
export interface Written {
  /** Keys of photos that are stored. */
  stored: Set<string>;
  /** `<key> <number>` of parts that the store confirmed. */
  parts: Set<string>;
  downloads: Array<{ to: string; state: string; fetched: Map<string, Array<[start: number, end: number]>> }>;
}

export type Outcome = { type: 'killed'; kill: Kill } | { type: 'ended'; ended: Ended };

/** `moment`: null lets it run to its end. */
export async function runUntil(
  desk: Desk,
  door: CrashDoor | null,
  words: string[],
  moment: Moment | WriteMoment | null,
): Promise<Outcome> {
  let kill: Omit<Kill, 'written' | 'overAtMs'> | null = null;
  let children: number[] = [];
  const { child, ended } = desk.start(words, { group: true });
  const end = (): void => {
    const { pid } = child;
    if (kill || pid === undefined || child.exitCode !== null) return;
    children = childrenOf(pid);
    process.kill(-pid, 'SIGKILL');
    const passed = door?.passed ?? [];
    kill = {
      atMs: performance.now(),
      passedCount: passed.length,
      underWay: passed.filter((one) => one.toldAtMs === null && one.beganAtMs >= startedAtMs),
    };
  };
  const startedAtMs = performance.now();
  const unwatch =
    moment === null
      ? () => undefined
      : 'writes' in moment
        ? watchWrites(desk.profile, moment.writes, end)
        : (door?.when(moment, end) ?? (() => undefined));
  const ending = await ended;
  unwatch();
  if (kill === null || ending.code !== 'SIGKILL') return { type: 'ended', ended: ending };
  // The process that decodes pictures has a group of its own and ends by itself, when nobody talks to it any more.
  await gone(children);
  const found = kill as Omit<Kill, 'written' | 'overAtMs'>;
  return {
    type: 'killed',
    kill: { ...found, overAtMs: performance.now(), written: readWritten(desk.profile) },
  };
}

function watchWrites(profile: string, nth: number, then: () => void): () => void {
  if (!existsSync(profile)) return () => undefined;
  let writes = 0;
  const watcher = watch(profile, (_event, name) => {
    if (name !== 'catalogue.db-wal') return;
    writes += 1;
    if (writes === nth) then();
  });
  return () => watcher.close();
}

/** Started by any of its threads. [] where the system does not tell. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

const LEAVES_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 20;

async function gone(pids: number[]): Promise<void> {
  const giveUpAtMs = performance.now() + LEAVES_WITHIN_MS;
  for (const pid of pids) {
    while (isAlive(pid)) {
      if (performance.now() > giveUpAtMs)
        throw new Error(`process ${pid} outlived the command that was killed`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    // An ended one that nobody has asked for yet is still listed.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** From a copy: what was killed left its log behind, and reading would tidy it away. */
function readWritten(profile: string): Written {
  const nothing: Written = { stored: new Set(), parts: new Set(), downloads: [] };
  if (!existsSync(join(profile, 'catalogue.db'))) return nothing;
  const folder = mkdtempSync(join(tmpdir(), 'caos-written-'));
  try {
    for (const name of ['catalogue.db', 'catalogue.db-wal'])
      if (existsSync(join(profile, name))) copyFileSync(join(profile, name), join(folder, name));
    const database = new Database(join(folder, 'catalogue.db'));
    try {
      return readRows(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface FileRow {
  id: number;
  to: string;
  downloadState: string;
  key: string;
  state: string;
  sizeBytes: number;
  have: string | null;
}

function readRows(database: Database.Database): Written {
  expectSound(database);
  const column = (sql: string): string[] => database.prepare(sql).pluck().all() as string[];
  const rows = database
    .prepare(
      `SELECT d.id, d.target AS "to", d.state AS downloadState, f.key, f.state, f.size_bytes AS sizeBytes, f.have
       FROM downloads d JOIN download_files f ON f.download_id = d.id ORDER BY d.id`,
    )
    .all() as FileRow[];
  const downloads = new Map<number, Written['downloads'][number]>();
  for (const { id, to, downloadState, key, state, sizeBytes, have } of rows) {
    const download = downloads.get(id) ?? { to, state: downloadState, fetched: new Map() };
    downloads.set(id, download);
    const all: Array<[number, number]> = [[0, sizeBytes]];
    const some = JSON.parse(have ?? '[]') as Array<[number, number]>;
    download.fetched.set(key, ['done', 'already-there'].includes(state) ? all : some);
  }
  return {
    stored: new Set(column(`SELECT key FROM assets WHERE state = 'stored'`)),
    parts: new Set(
      column(
        `SELECT a.key || ' ' || p.number FROM transfer_parts p
         JOIN transfers t ON t.id = p.transfer_id JOIN assets a ON a.id = t.asset_id`,
      ),
    ),
    downloads: [...downloads.values()],
  };
}

function expectSound(database: Database.Database): void {
  const found = database.pragma('integrity_check', { simple: true });
  if (found !== 'ok') throw new Error(`the catalogue is damaged after the kill: ${found}`);
}

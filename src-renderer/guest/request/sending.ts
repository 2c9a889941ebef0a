/**
 * What was chosen, what of it is in the store, and the loop that sends the rest. What arrived is kept in this browser, sealed, so that a page
 * loaded again goes on where it was once the same files are chosen again.
 */
import { slotCounts } from '../../../src-shared/domain/request-page';
import { type ByteRanges, bytesIn, withRange } from '../../../src-shared/sealing/byte-ranges';
import { type Engine, faultOf } from '../engine-client';
import type { EngineProgress, GuestFault, OpenedRequest, SlotCursor } from '../engine-protocol';
import { type Refusal, refusalOf } from './file-verdict';

/** `again`: it came damaged, and is to be chosen once more. */
export type RowState = 'again' | 'waiting' | 'sending' | 'sent' | 'refused' | 'unreadable';
export interface FileRow {
  number: number;
  id: string | null;
  name: string;
  sizeBytes: number;
  file: File | null;
  state: RowState;
  refusal: Refusal | null;
  sentBytes: number;
  /** The turn of `again`; 0 for none. */
  again: number;
}
interface KeptFile {
  name: string;
  sizeBytes: number;
  arrived: Array<[number, number]>;
}
interface Kept {
  files: Record<string, KeptFile>;
  /** For which turns of being asked again files were chosen here. */
  again?: Record<string, number>;
  cursor: SlotCursor;
}

export interface Sending {
  rows(): readonly FileRow[];
  add(files: readonly File[]): Promise<void>;
  readonly state: 'idle' | 'sending' | 'paused' | 'stopped';
  /** Why it stopped, or waits for the network. */
  readonly trouble: GuestFault | null;
  /** Of all that is being sent or was: whole files and bytes. */
  totals(): { files: number; sentFiles: number; bytes: number; sentBytes: number };
  pause(): void;
  resume(): void;
  sendWords(words: string): Promise<void>;
  onChange(listener: () => void): void;
}

/** After the tries of each part: the page itself tries again, ever later, and at once when the network is back. */
const AGAIN_AFTER_MS = [5_000, 15_000, 30_000, 60_000, 120_000];
const passing: readonly GuestFault[] = ['offline', 'busy'];

export async function openSending(
  engine: Engine,
  { storageKey, request }: { storageKey: string; request: OpenedRequest },
): Promise<Sending> {
  const kept = await readKept(engine, storageKey, request);
  const rows: FileRow[] = [];
  const listeners: Array<() => void> = [];
  let state: Sending['state'] = 'idle';
  let trouble: GuestFault | null = null;
  let running: AbortController | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let flowing = 0;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  /** It was chosen here for that turn: what arrived since then counts. */
  const isBegun = (id: string, turn: number): boolean => (kept.again?.[id] ?? 0) >= turn;
  // What came damaged is sent anew from its first byte, whatever this browser remembers of it; and is asked for until it is whole.
  for (const { id, name, sizeBytes, turn } of request.again) {
    const known = kept.files[id];
    if (!isBegun(id, turn)) delete kept.files[id];
    const sentBytes = bytesIn(kept.files[id]?.arrived ?? []);
    if (sentBytes === sizeBytes) continue;
    const row = { number: rows.length, id, name: known?.name ?? name, sizeBytes, file: null };
    rows.push({ ...row, state: 'again', refusal: null, sentBytes, again: turn });
  }
  // Of an earlier visit: whole ones are told as sent, the others wait for the person to choose them again.
  for (const [id, { name, sizeBytes, arrived }] of Object.entries(kept.files)) {
    const sentBytes = bytesIn(arrived);
    if (sentBytes === sizeBytes)
      rows.push({
        number: rows.length,
        id,
        name,
        sizeBytes,
        file: null,
        state: 'sent',
        refusal: null,
        sentBytes,
        again: 0,
      });
  }

  let keeping: Promise<unknown> = Promise.resolve();
  const keep = (): void => {
    const value = JSON.parse(JSON.stringify(kept)) as Kept;
    keeping = keeping
      .then(() => engine.lock({ value }))
      .then((sealed) => localStorage.setItem(storageKey, sealed))
      // Private windows may keep nothing: then a page loaded again sends anew.
      .catch(() => undefined);
  };

  const arrivedOf = (id: string): ByteRanges => kept.files[id]?.arrived ?? [];
  const heard = (progress: EngineProgress): void => {
    if (progress.stage === 'flow') flowing = progress.flowingBytes;
    if (progress.stage === 'sent') {
      tries = 0;
      trouble = null;
      for (const { id, start, end } of progress.ranges) {
        const file = kept.files[id];
        if (file) file.arrived = withRange(file.arrived, start, end);
        for (const row of rows.filter((one) => one.id === id)) {
          row.sentBytes = bytesIn(arrivedOf(id));
          row.state = row.sentBytes === row.sizeBytes ? 'sent' : 'sending';
        }
      }
      kept.cursor = progress.cursor;
      keep();
    }
    tell();
  };

  async function run(): Promise<void> {
    clearTimeout(again);
    if (running || state === 'paused') return;
    running = new AbortController();
    state = 'sending';
    for (;;) {
      const waiting = rows.filter((row) => row.file && row.id && ['waiting', 'sending'].includes(row.state));
      if (waiting.length === 0) {
        state = 'idle';
        break;
      }
      // Paused while the last parts went out: a signal that ended before a call is not heard by it.
      if (running.signal.aborted) break;
      const files = waiting.flatMap(({ id, name, file }) =>
        id && file ? { id, name, file, arrived: arrivedOf(id) } : [],
      );
      try {
        await engine.sendFiles({ files, cursor: kept.cursor }, { onProgress: heard, signal: running.signal });
      } catch (error) {
        const { fault, message } = faultOf(error);
        if (fault === 'changed') {
          for (const row of rows.filter(({ id }) => id === message)) row.state = 'unreadable';
          continue;
        }
        if (fault === 'cancelled') break;
        trouble = fault;
        state = 'stopped';
        const waitMs = AGAIN_AFTER_MS[Math.min(tries, AGAIN_AFTER_MS.length - 1)];
        tries += 1;
        if (passing.includes(fault)) again = setTimeout(() => void run(), waitMs);
        break;
      }
    }
    flowing = 0;
    running = null;
    tell();
  }
  window.addEventListener('online', () => {
    if (state === 'stopped' && trouble && passing.includes(trouble)) void run();
  });

  return {
    rows: () => rows,
    async add(files) {
      const taken = { files: Object.keys(kept.files).length, bytes: 0 };
      for (const { sizeBytes } of Object.values(kept.files)) taken.bytes += sizeBytes;
      // Room is kept for what will be sent once more.
      for (const { id, state: rowState, sizeBytes } of rows) {
        if (rowState !== 'again' || id === null || kept.files[id]) continue;
        taken.files += 1;
        taken.bytes += sizeBytes;
      }
      const given = [...files];
      const ids = await engine.nameFiles({ files: given.map((file) => ({ file, name: file.name })) });
      for (const [at, file] of given.entries()) {
        const id = ids[at] ?? null;
        const known = id === null ? undefined : kept.files[id];
        const facts = { name: file.name, sizeBytes: file.size };
        const refusal = known ? null : refusalOf(facts, request.limits, taken);
        const row: FileRow = {
          ...facts,
          number: rows.length,
          id,
          file,
          state: id === null ? 'unreadable' : refusal ? 'refused' : 'waiting',
          refusal,
          sentBytes: bytesIn(known?.arrived ?? []),
          again: 0,
        };
        const shown = rows.find((one) => one.id === id && id !== null && one.state !== 'refused');
        if (shown) {
          // Chosen again: what arrived is not sent a second time.
          if (shown.state === 'again' && id !== null) {
            if (!isBegun(id, shown.again) || !known) kept.files[id] = { ...facts, arrived: [] };
            kept.again = { ...kept.again, [id]: shown.again };
          }
          if (shown.state === 'unreadable' || shown.file === null)
            Object.assign(shown, { file, state: shown.sentBytes === shown.sizeBytes ? 'sent' : 'waiting' });
          continue;
        }
        rows.push(row);
        if (row.state !== 'waiting' || id === null) continue;
        if (!known) {
          taken.files += 1;
          taken.bytes += file.size;
          kept.files[id] = { ...facts, arrived: [] };
        }
      }
      keep();
      tell();
      void run();
    },
    get state() {
      return state;
    },
    get trouble() {
      return trouble;
    },
    totals() {
      const counted = rows.filter((row) => row.state !== 'refused' && row.state !== 'unreadable');
      const bytes = counted.reduce((sum, row) => sum + row.sizeBytes, 0);
      const sentBytes = counted.reduce((sum, row) => sum + row.sentBytes, 0);
      return {
        files: counted.length,
        sentFiles: counted.filter((row) => row.state === 'sent').length,
        bytes,
        sentBytes: Math.min(bytes, sentBytes + flowing),
      };
    },
    pause() {
      state = 'paused';
      clearTimeout(again);
      running?.abort();
      tell();
    },
    resume() {
      state = 'idle';
      trouble = null;
      // What was stopped ends first.
      const go = (): void => (running ? void setTimeout(go, 50) : void run());
      go();
    },
    async sendWords(words) {
      const { cursor } = await engine.sendWords({ words, cursor: kept.cursor });
      kept.cursor = cursor;
      keep();
    },
    onChange: (listener) => {
      listeners.splice(0, listeners.length, listener);
    },
  };
}

/** Beginning anywhere, so that two devices of one person seldom ask for the same slot first. */
async function readKept(engine: Engine, storageKey: string, { limits }: OpenedRequest): Promise<Kept> {
  const { large, small } = slotCounts(limits);
  const fresh: Kept = {
    files: {},
    cursor: {
      large: Math.floor(Math.random() * large),
      small: Math.floor(Math.random() * small),
      used: { large: 0, small: 0 },
    },
  };
  try {
    const sealed = localStorage.getItem(storageKey);
    if (sealed === null) return fresh;
    return ((await engine.unlockKept({ sealed })) as Kept | null) ?? fresh;
  } catch {
    return fresh;
  }
}

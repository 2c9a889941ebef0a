/**
 * Plays a film while it is fetched: sealed chunks are opened by the worker and handed to the browser (Media Source Extensions) in order, from
 * the fragment that the person wants to see, no further ahead than needed.
 */
import type { FilmFragments } from '../../src-shared/domain/film-fragments';
import type { Place } from '../../src-shared/domain/share-page';
import { CHUNK_BYTES } from '../../src-shared/sealing/sealed-object';
import type { Engine } from './engine-client';
import { tableOf } from './film-table';

/** Ahead of what is seen. */
const MOST_AHEAD_S = 60;
const MOST_AHEAD_BYTES = 24 * CHUNK_BYTES;
/** One request of the store. */
const RUN_BYTES = 6 * CHUNK_BYTES;
/** Kept behind when the browser has no room. */
const KEPT_BEHIND_S = 10;
/** Picture and sound of a fragment do not begin and end at the very same moment. */
const EDGE_S = 0.25;
/** Begun anew at the same fragment so often, it does not play. */
const MOST_JUMPS = 4;

/** iPhones have only this one, which also says when it wants more. */
type Source = MediaSource & { streaming?: boolean };
interface SourceClass {
  new (): Source;
  isTypeSupported(type: string): boolean;
}

function sourceClass(): SourceClass | undefined {
  const { MediaSource: usual, ManagedMediaSource: managed } = window as {
    MediaSource?: SourceClass;
    ManagedMediaSource?: SourceClass;
  };
  return usual ?? managed;
}

const typeOf = ({ codecs }: FilmFragments): string => `video/mp4; codecs="${codecs}"`;

export function canStream(film: FilmFragments | undefined): film is FilmFragments {
  return film !== undefined && sourceClass()?.isTypeSupported(typeOf(film)) === true;
}

/**
 * Gives the player its film; call it within the person's own click. `failed` is told once: a GuestError where the store is to blame,
 * anything else where this browser does not take the film. Answers what ends it.
 */
export function streamFilm(
  engine: Engine,
  player: HTMLVideoElement,
  { place, film }: { place: Place; film: FilmFragments },
  failed: (error: unknown) => void,
): () => void {
  const source = new (sourceClass() as SourceClass)();
  const { atBytes, atS, fragmentAtByte, fragmentAtS } = tableOf(film);
  const endBytes = atBytes.at(-1) ?? 0;
  const endS = atS.at(-1) ?? 0;
  let buffer: SourceBuffer;
  /** All before it was handed over, from the fragment where it was last begun. */
  let cursor = 0;
  let isMoved = false;
  let jumps = { to: -1, count: 0 };
  let run = new AbortController();
  let isOver = false;
  let wake: () => void = () => undefined;

  const onPlayer = ({ type }: Event) => {
    if (type === 'error') fail(new Error('It does not play.'));
    else if (type !== 'timeupdate') moveTo(player.currentTime);
    wake();
  };
  const events = ['timeupdate', 'seeking', 'waiting', 'error'];
  for (const event of events) player.addEventListener(event, onPlayer);
  source.addEventListener('startstreaming', () => wake());
  source.addEventListener('sourceopen', () => void begin().catch(fail), { once: true });
  const address = URL.createObjectURL(source);
  // Else an iPhone waits for a second source that other screens could play.
  player.disableRemotePlayback = true;
  player.src = address;

  function stop(): void {
    isOver = true;
    run.abort();
    wake();
    for (const event of events) player.removeEventListener(event, onPlayer);
    URL.revokeObjectURL(address);
  }

  function fail(error: unknown): void {
    if (isOver) return;
    stop();
    failed(error);
  }

  async function begin(): Promise<void> {
    source.duration = endS;
    buffer = source.addSourceBuffer(typeOf(film));
    while (!isOver) {
      if (cursor < endBytes && !isEnough()) await fetchRun();
      else {
        if (cursor >= endBytes && source.readyState === 'open') source.endOfStream();
        await woken();
      }
    }
  }

  const woken = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });

  function isEnough(): boolean {
    const now = player.currentTime;
    return (
      source.streaming === false ||
      (atS[fragmentAtByte(cursor)] ?? 0) - now > MOST_AHEAD_S ||
      cursor - (atBytes[fragmentAtS(now)] ?? 0) > MOST_AHEAD_BYTES
    );
  }

  /** Where what is to be seen is neither there nor on its way, it is begun anew at its fragment. */
  function moveTo(seconds: number): void {
    const wanted = fragmentAtS(Math.max(0, thereUntil(seconds) - EDGE_S));
    const coming = fragmentAtByte(cursor);
    if (coming >= wanted && coming <= wanted + 2) return;
    jumps = { to: wanted, count: jumps.to === wanted ? jumps.count + 1 : 1 };
    if (jumps.count > MOST_JUMPS) fail(new Error('It does not go on.'));
    cursor = atBytes[wanted] ?? 0;
    isMoved = true;
    run.abort();
  }

  /** Small holes are played over. */
  function thereUntil(seconds: number): number {
    const { buffered } = player;
    let until = seconds;
    for (let index = 0; index < buffered.length; index += 1)
      if (buffered.start(index) <= until + EDGE_S) until = Math.max(until, buffered.end(index));
    return until;
  }

  /** Whole chunks as they are sealed, so that none is fetched twice. */
  async function fetchRun(): Promise<void> {
    run = new AbortController();
    const { signal } = run;
    // Nothing of the fragment that was left.
    if (isMoved && source.readyState === 'open') buffer.abort();
    isMoved = false;
    const end = Math.min(endBytes, Math.floor((cursor + RUN_BYTES) / CHUNK_BYTES) * CHUNK_BYTES);
    let handed: Promise<void> = Promise.resolve();
    const hand = async (bytes: Uint8Array<ArrayBuffer>) => {
      if (!signal.aborted) await append(bytes, signal);
      if (!signal.aborted) cursor += bytes.length;
    };
    try {
      await engine.filmPieces(
        { place, start: cursor, end },
        {
          signal,
          onProgress: (progress) => {
            if (progress.stage !== 'piece') return;
            handed = handed.then(() => hand(progress.bytes));
            handed.catch(() => run.abort());
          },
        },
      );
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await handed;
    }
  }

  async function append(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        buffer.appendBuffer(bytes);
        return await updated();
      } catch (error) {
        if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error;
      }
      const behindS = player.currentTime - KEPT_BEHIND_S;
      if (player.buffered.length > 0 && player.buffered.start(0) < behindS) {
        buffer.remove(0, behindS);
        await updated();
      } else await woken();
    }
  }

  const updated = () =>
    new Promise<void>((resolve, reject) => {
      buffer.onupdateend = () => resolve();
      buffer.onerror = () => reject(new Error('It is not taken.'));
    });

  return stop;
}

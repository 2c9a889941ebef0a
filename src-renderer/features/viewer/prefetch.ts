/** Loads and decodes the pictures that the next keys lead to, so that they are there at once: few at a time, and a bounded number. */
import { useSyncExternalStore } from 'react';

/** Decoded 2048 px pictures kept: about 11 MB each in memory. */
const KEPT_PICTURES = 12;
/** Asked for at once: more would keep the picture that is looked at waiting. */
const AT_ONCE = 3;
/** How many photos ahead and behind are made ready. */
const AHEAD = 6;
const BEHIND = 3;

/** Rows in the order in which they are wanted: in the direction of travel first, soon one of the other side. */
export function prefetchRows(index: number, count: number, direction: 1 | -1): number[] {
  const rows: number[] = [];
  for (let step = 1; step <= AHEAD; step += 1) {
    rows.push(index + step * direction);
    if (step % 2 === 0 && step / 2 <= BEHIND) rows.push(index - (step / 2) * direction);
  }
  return rows.filter((row) => row >= 0 && row < count);
}

/** A picture on its way into memory; `decode` settles when it can be drawn in one frame. */
export interface LoadingPicture {
  decode(): Promise<void>;
  /** Gives it up. */
  drop(): void;
}

/** `failed`: it could not be loaded; it is tried again when it is looked at anew. */
export type PictureState = 'none' | 'ready' | 'failed';

export interface Prefetch {
  /** Replaces what was wanted before; `now` is loaded whatever else is under way. */
  want(now: string | null, next: readonly string[]): void;
  stateOf(url: string): PictureState;
  subscribe(listener: () => void): () => void;
}

export function createPrefetch(load: (url: string) => LoadingPicture): Prefetch {
  /** Used last at the end. */
  const kept = new Map<string, LoadingPicture>();
  const ready = new Set<string>();
  const loading = new Set<string>();
  const failed = new Set<string>();
  const listeners = new Set<() => void>();
  let wanted: readonly string[] = [];
  let shown: string | null = null;

  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  function start(url: string): void {
    loading.add(url);
    const picture = load(url);
    kept.set(url, picture);
    picture.decode().then(
      () => {
        ready.add(url);
        end(url);
      },
      () => {
        kept.delete(url);
        failed.add(url);
        end(url);
      },
    );
  }

  function end(url: string): void {
    loading.delete(url);
    tell();
    fill();
  }

  function fill(): void {
    for (const url of wanted) {
      if (loading.size >= AT_ONCE) break;
      if (!kept.has(url) && !failed.has(url)) start(url);
    }
    const needed = new Set([...wanted, shown]);
    for (const [url, picture] of kept) {
      if (kept.size <= KEPT_PICTURES) break;
      // What is under way is not given up: main would make it all the same.
      if (needed.has(url) || loading.has(url)) continue;
      kept.delete(url);
      ready.delete(url);
      picture.drop();
    }
  }

  return {
    want(now, next) {
      if (now !== null && now !== shown) failed.delete(now);
      shown = now;
      wanted = next.slice(0, KEPT_PICTURES - 1);
      for (const url of [...[...wanted].reverse(), ...(now === null ? [] : [now])]) {
        const known = kept.get(url);
        if (!known) continue;
        kept.delete(url);
        kept.set(url, known);
      }
      if (now !== null && !kept.has(now) && !failed.has(now)) start(now);
      fill();
    },
    stateOf: (url) => (ready.has(url) ? 'ready' : failed.has(url) ? 'failed' : 'none'),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const pictures = createPrefetch((url) => {
  const image = new Image();
  image.crossOrigin = 'anonymous'; // the histogram reads its pixels
  image.decoding = 'async';
  image.src = url;
  return { decode: () => image.decode(), drop: () => image.removeAttribute('src') };
});

/** `ready`: decoded already, so it can be drawn in this frame. */
export const usePictureState = (url: string): PictureState =>
  useSyncExternalStore(pictures.subscribe, () => pictures.stateOf(url));

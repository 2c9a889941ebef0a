/**
 * Asks a store for many names with one request instead of one HEAD each: what lies under them now, and which are free. A thousand small
 * files are two thousand HEADs otherwise, each half as dear as the PUT itself (docs/benchmarks.md).
 */
import { AppError } from '../../../src-shared/app-error';
import { compareKeys } from '../../storage/key-order';
import type { ObjectInfo, ObjectStore } from '../../storage/object-store';

export interface ListingQuestions {
  /** What lies under this key, told by a listing that began after the question; undefined: the listing did not name it. */
  held(at: Place, signal: AbortSignal): Promise<ObjectInfo | undefined>;
  /** Whether nothing lay under this key a moment ago; false: it has to be asked for by itself. */
  isFree(at: Place, signal: AbortSignal): Promise<boolean>;
}
export interface Place {
  /** Another one after every change of the connection. */
  storeKey: string;
  store: ObjectStore;
  bucket: string;
  /** Of the album. */
  prefix: string;
  /** Whole key, with the prefix. */
  key: string;
}

/** Questions are gathered so long, or until there are so many. */
const GATHER_MS = 200;
const GATHER_COUNT = 48;
/** Fewer are asked for one by one. */
const WORTH_A_LISTING = 6;
/** A listing that shows so much more than what was asked for costs more than the HEADs. */
const MOST_LISTED_PER_QUESTION = 12;
/** How long a name that was not in a listing counts as free: the moment between HEAD and PUT, for many. */
const FREE_FOR_MS = 10_000;
/** One page of every store. */
const PAGE = 1000;
/** After a listing that told of nobody's name, so many are asked for one by one. */
const ALONE_AFTER_MISS = 100;

interface Question {
  key: string;
  signal: AbortSignal;
  answer: (told: ObjectInfo | undefined) => void;
}

/** Whoever gives up is let go at once: a listing that stands must not hold up a pause, or the end of the app. */
function unlessGivenUp<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new AppError('cancelled', 'It was cancelled.'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    void answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
interface Gathering {
  place: Place;
  questions: Question[];
  timer: NodeJS.Timeout;
}
/** Names between two keys, as a listing showed them. */
interface Window {
  after: string;
  /** null: to the end. */
  upTo: string | null;
  taken: ReadonlySet<string>;
  seenAtMs: number;
  hits: number;
}

/** `now`: milliseconds. Listings that fail answer nothing: whoever asked then asks alone, and hears what is wrong. */
export function createListingQuestions(now: () => number): ListingQuestions {
  const gathering = new Map<string, Gathering>();
  const windows = new Map<string, Promise<Window | null>>();
  const askedAlone = new Map<string, number>();
  const nameOf = ({ storeKey, bucket, prefix }: Place): string => `${storeKey}\n${bucket}\n${prefix}`;

  async function ask({ place, questions }: Gathering): Promise<void> {
    const open = questions.filter(({ signal }) => !signal.aborted);
    const told = open.length >= WORTH_A_LISTING ? await listed(place, open) : new Map<string, ObjectInfo>();
    for (const { key, answer } of questions) answer(told.get(key));
  }

  async function listed(
    { store, bucket, prefix }: Place,
    open: Question[],
  ): Promise<Map<string, ObjectInfo>> {
    const wanted = new Set(open.map(({ key }) => key));
    const [first = ''] = [...wanted].sort(compareKeys);
    const found = new Map<string, ObjectInfo>();
    let left = wanted.size * MOST_LISTED_PER_QUESTION;
    const ending = new AbortController();
    const leave = (): void => {
      if (open.every(({ signal }) => signal.aborted)) ending.abort();
    };
    for (const { signal } of open) signal.addEventListener('abort', leave);
    try {
      const from = { prefix, startAfter: before(first), signal: ending.signal };
      for await (const info of store.list(bucket, from)) {
        left -= 1;
        if (wanted.delete(info.key)) found.set(info.key, info);
        if (wanted.size === 0 || left === 0) break;
      }
    } catch {
      return found; // each of the others asks alone
    } finally {
      for (const { signal } of open) signal.removeEventListener('abort', leave);
    }
    return found;
  }

  function held(place: Place, signal: AbortSignal): Promise<ObjectInfo | undefined> {
    if (!place.store.capabilities.listsFresh) return Promise.resolve(undefined);
    const answered = new Promise<ObjectInfo | undefined>((answer) => {
      const name = nameOf(place);
      const end = (): void => {
        const known = gathering.get(name);
        if (!known) return;
        gathering.delete(name);
        clearTimeout(known.timer);
        void ask(known);
      };
      const known = gathering.get(name) ?? {
        place,
        questions: [],
        timer: setTimeout(end, GATHER_MS),
      };
      gathering.set(name, known);
      known.questions.push({ key: place.key, signal, answer });
      if (known.questions.length >= GATHER_COUNT) end();
    });
    return unlessGivenUp(answered, signal);
  }

  async function look({ store, bucket, prefix, key }: Place, signal: AbortSignal): Promise<Window | null> {
    const after = before(key);
    const taken = new Set<string>();
    let last: string | null = null;
    const seenAtMs = now();
    try {
      for await (const info of store.list(bucket, { prefix, startAfter: after, signal })) {
        taken.add(info.key);
        last = info.key;
        if (taken.size === PAGE) return { after, upTo: last, taken, seenAtMs, hits: 0 };
      }
    } catch {
      return null;
    }
    return { after, upTo: null, taken, seenAtMs, hits: 0 };
  }

  const covers = ({ after, upTo, seenAtMs }: Window, key: string): boolean =>
    now() - seenAtMs < FREE_FOR_MS &&
    compareKeys(after, key) < 0 &&
    (upTo === null || compareKeys(key, upTo) <= 0);

  /** undefined: the window does not cover it. */
  function freeIn(window: Window | null, key: string): boolean | undefined {
    if (!window || !covers(window, key)) return undefined;
    window.hits += 1;
    return !window.taken.has(key);
  }

  async function isFree(place: Place, signal: AbortSignal): Promise<boolean> {
    if (!place.store.capabilities.listsFresh) return false;
    const name = nameOf(place);
    const known = windows.get(name);
    const window = known ? await unlessGivenUp(known, signal) : null;
    const told = freeIn(window, place.key);
    if (told !== undefined) return told;
    const alone = askedAlone.get(name) ?? 0;
    if (alone > 0) {
      askedAlone.set(name, alone - 1);
      return false;
    }
    // Names that come in no order would each look at a page of their own.
    if (window && window.hits <= 1 && now() - window.seenAtMs < FREE_FOR_MS) {
      askedAlone.set(name, ALONE_AFTER_MISS);
      windows.delete(name);
      return false;
    }
    // Many ask at once: the first one looks for all.
    const fresh = windows.get(name);
    const looking = fresh === undefined || fresh === known ? look(place, signal) : fresh;
    windows.set(name, looking);
    return freeIn(await unlessGivenUp(looking, signal), place.key) ?? false;
  }

  return { held, isFree };
}

/** A key that sorts before this one, with next to nothing in between: for `startAfter`, which leaves out the key it names. */
function before(key: string): string {
  const points = [...key];
  const last = points.pop()?.codePointAt(0) ?? 0;
  // No control characters, no surrogates.
  if (last <= 0x21) return points.join('');
  return points.join('') + String.fromCodePoint(last === 0xe000 ? 0xd7ff : last === 0x7f ? 0x7e : last - 1);
}

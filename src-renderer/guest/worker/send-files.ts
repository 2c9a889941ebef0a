/** Cuts files into parts, seals each for its slot, and sends some at once; tells what arrived, so that nothing has to go twice. */
import { sha256 } from '@noble/hashes/sha2.js';
import {
  type ArrivalBooks,
  LARGE_PART_BYTES,
  largeSlotName,
  type RequestContent,
  SMALL_PART_BYTES,
  smallSlotName,
} from '../../../src-shared/domain/request-page';
import { addressIn } from '../../../src-shared/sealing/address-book';
import { draftPart, type PartDraft, sealPart } from '../../../src-shared/sealing/arrival-part';
import { nextGap } from '../../../src-shared/sealing/byte-ranges';
import { lengthPrefixed, toBase64Url } from '../../../src-shared/sealing/bytes';
import type { Bytes, SealingPrimitives } from '../../../src-shared/sealing/primitives';
import type { RecipientIds } from '../../../src-shared/sealing/share-keys';
import { GuestError, type OutgoingFile, type SentRange, type SlotCursor } from '../engine-protocol';

/** Answers 2xx or 412; rejects with GuestError. `onSent`: bytes of this try that went out. */
export type PostPart = (
  request: {
    method: 'PUT' | 'POST';
    address: string;
    headers: Record<string, string>;
    body: Bytes | FormData;
  },
  onSent: (bytes: number) => void,
) => Promise<number>;

export interface SendDeps {
  primitives: SealingPrimitives;
  ids: RecipientIds;
  arrivalsKey: Bytes;
  content: RequestContent;
  /** null where a form is signed. */
  books: ArrivalBooks | null;
  post: PostPart;
  now: () => number;
}

const SENT_AT_ONCE = 3;
const HEAD_BYTES = 256 * 1024;
const READ_BYTES = 1024 * 1024;
/** A piece smaller than this is not worth a range of its own. */
const LEAST_PIECE_BYTES = 16 * 1024;

/** The same for the same file, whoever of a person's devices asks and how often: known only to who has the key. */
export async function fileId(
  { primitives, arrivalsKey }: Pick<SendDeps, 'primitives' | 'arrivalsKey'>,
  file: Blob & { lastModified: number },
  name: string,
): Promise<string> {
  const head = sha256(await bytesOf({ id: '', file }, 0, Math.min(HEAD_BYTES, file.size)));
  const told = lengthPrefixed('caos/share/v1/file', name, file.size, file.lastModified, head);
  return toBase64Url((await primitives.hmacSha256(arrivalsKey, told)).slice(0, 16));
}

export async function sendFiles(
  deps: SendDeps,
  files: readonly OutgoingFile[],
  given: { cursor: SlotCursor; signal: AbortSignal },
  tell: { sent: (ranges: SentRange[], cursor: SlotCursor) => void; flowing: (bytes: number) => void },
): Promise<SlotCursor> {
  const cursor = { ...given.cursor };
  const parts = partsOf(files, deps.now(), given.signal);
  const flowing = new Map<PartDraft, number>();
  const tellFlow = (): void => tell.flowing([...flowing.values()].reduce((sum, bytes) => sum + bytes, 0));
  let last: Promise<unknown> = Promise.resolve();
  /** One reads at a time: a disk or a card is not asked for two places at once. */
  const next = (): Promise<IteratorResult<PartDraft>> => {
    const turn = last.then(() => parts.next());
    last = turn.catch(() => undefined);
    return turn;
  };
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let step = await next(); !step.done && !failed; step = await next()) {
      const part = step.value;
      await sendPart(deps, part, cursor, (bytes) => {
        flowing.set(part, bytes);
        tellFlow();
      }).catch((error: unknown) => {
        failed = true;
        throw error;
      });
      flowing.delete(part);
      tell.sent(
        part.ranges.map(({ id, offset, length }) => ({ id, start: offset, end: offset + length })),
        { ...cursor },
      );
      tellFlow();
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: SENT_AT_ONCE }, lane));
  const first = ended.find((one) => one.status === 'rejected');
  if (first) throw first.reason;
  return cursor;
}

export async function sendWords(deps: SendDeps, words: string, given: SlotCursor): Promise<SlotCursor> {
  const cursor = { ...given };
  await sendPart(
    deps,
    draftPart({ atMs: deps.now(), words, sizeBytes: SMALL_PART_BYTES }),
    cursor,
    () => undefined,
  );
  return cursor;
}

async function* partsOf(
  files: readonly OutgoingFile[],
  atMs: number,
  signal: AbortSignal,
): AsyncGenerator<PartDraft> {
  let draft = draftPart({ atMs });
  for (const outgoing of files) {
    const { id, name, file, arrived } = outgoing;
    const { size: sizeBytes, lastModified: modifiedAtMs } = file;
    const hash = sha256.create();
    for (let at = 0; at < sizeBytes && nextGap(arrived, at, sizeBytes); ) {
      if (signal.aborted) throw new GuestError('cancelled');
      const gap = nextGap(arrived, at, sizeBytes) ?? { start: sizeBytes, end: sizeBytes };
      if (at < gap.start) {
        // It is there already; it counts for the sum of the whole only.
        const end = Math.min(gap.start, at + READ_BYTES);
        hash.update(await bytesOf(outgoing, at, end));
        at = end;
        continue;
      }
      const room = draft.roomFor({ name });
      if (room < Math.min(LEAST_PIECE_BYTES, gap.end - at)) {
        yield draft;
        draft = draftPart({ atMs });
        continue;
      }
      const end = Math.min(gap.end, at + room);
      const bytes = await bytesOf(outgoing, at, end);
      hash.update(bytes);
      const sum = end === sizeBytes ? hexOf(hash.digest()) : null;
      draft.add({ id, name, sizeBytes, modifiedAtMs, offset: at, length: end - at, sha256: sum }, bytes);
      at = end;
    }
  }
  if (!draft.isEmpty) yield draft;
}

/** Rejects with `changed`, with the file's id as its details. */
async function bytesOf({ id, file }: { id: string; file: Blob }, start: number, end: number): Promise<Bytes> {
  try {
    const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
    if (bytes.length === end - start) return bytes;
  } catch {
    // Said below: it was moved, changed or taken away since it was chosen.
  }
  throw new GuestError('changed', id);
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Into the next slot that is free; where the store never overwrites, one that is taken is passed over. */
async function sendPart(
  deps: SendDeps,
  part: PartDraft,
  cursor: SlotCursor,
  onSent: (bytes: number) => void,
): Promise<void> {
  const { arrivals } = deps.content;
  if (arrivals.kind === 'form') {
    const plain = part.plain(part.sizeBytes);
    const slot = `p-${hexOf(deps.primitives.randomBytes(16))}`;
    const form = new FormData();
    for (const [name, value] of arrivals.fields) form.append(name, value);
    const sealed = await sealPart(deps.primitives, contextOf(deps, slot), plain);
    form.append('file1', new Blob([sealed], { type: 'application/octet-stream' }), slot);
    await deps.post({ method: 'POST', address: arrivals.action, headers: {}, body: form }, onSent);
    return;
  }
  const isSmall = part.sizeBytes <= SMALL_PART_BYTES;
  const kinds: Array<'small' | 'large'> = isSmall ? ['small', 'large'] : ['large'];
  for (const kind of kinds) {
    const plain = part.plain(kind === 'small' ? SMALL_PART_BYTES : LARGE_PART_BYTES);
    const count = arrivals[kind];
    // Without If-None-Match a second round would write over what was not fetched yet.
    for (
      let tries = 0;
      tries < count && (neverOverwrites(arrivals.headers) || cursor.used[kind] < count);
      tries++
    ) {
      const at = cursor[kind] % count;
      cursor[kind] = (at + 1) % count;
      cursor.used[kind] += 1;
      const slot = kind === 'small' ? smallSlotName(at) : largeSlotName(at);
      const address = deps.books && addressIn(deps.books[kind], slot);
      if (!address) throw new GuestError('internal', 'No such slot.');
      const sealed = await sealPart(deps.primitives, contextOf(deps, slot), plain);
      const request = { method: 'PUT' as const, address, headers: arrivals.headers, body: sealed };
      if ((await deps.post(request, onSent)) !== 412) return;
    }
  }
  throw new GuestError('full', 'Every slot is taken.');
}

const contextOf = ({ ids, arrivalsKey }: SendDeps, slot: string) => ({ ...ids, arrivalsKey, slot });
const neverOverwrites = (headers: Record<string, string>): boolean => 'if-none-match' in headers;

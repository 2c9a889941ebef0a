/**
 * Writes what a part brought to its places in quarantine. The bytes are on the disk before a row says so; a kill between the two makes the
 * part be fetched again, and the same bytes written once more.
 */
import { constants } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, toWire } from '../../../src-shared/app-error';
import type { ArrivalRange } from '../../../src-shared/domain/request-page';
import { fileError } from '../../../src-shared/file-error';
import type { OpenedPart } from '../../../src-shared/sealing/arrival-part';
import { withRange } from '../../../src-shared/sealing/byte-ranges';
import type { RecipientId } from '../../../src-shared/units';
import type { ArrivalRow, PartRanges, RequestRow } from '../../catalogue/catalogue';
import { cleanName } from './arrival-type';
import { partialOf, type RequestDesk, requireSpace } from './desk';

/** Rows that say why a file was refused; a guest who goes on beyond is not answered any more. */
const MOST_REFUSED = 500;

export async function keepPart(
  desk: RequestDesk,
  request: RequestRow,
  personId: RecipientId,
  part: { slot: string; etag: string },
  { header, bytesOf }: OpenedPart,
): Promise<void> {
  const { requests } = desk.core.catalogue;
  const nowMs = desk.core.now();
  const ranges: PartRanges = [];
  // Read once for a part: of thousands of rows, for each of hundreds of ranges, it would hold the main thread. All rows are made before
  // anything is waited for: another part of the same file may be taken in meanwhile.
  const rows = desk.core.catalogue.transaction(() => {
    const known = byFile(requests.arrivals(personId));
    return header.ranges.map((range) => takeIn(desk, request, { personId, known }, range));
  });
  for (const [at, range] of header.ranges.entries()) {
    const arrival = rows[at];
    if (!arrival) continue;
    ranges.push({ fileId: range.id, start: range.offset, end: range.offset + range.length });
    if (arrival.state === 'arriving') await write(desk, request, arrival, range.offset, bytesOf(at));
  }
  desk.core.catalogue.transaction(() => {
    const now = byFile(requests.arrivals(personId));
    for (const range of header.ranges) {
      const arrival = now.get(range.id);
      if (arrival?.state !== 'arriving' || arrival.sizeBytes !== range.sizeBytes) continue;
      const here = withRange(arrival.ranges, range.offset, range.offset + range.length);
      const sha256 = arrival.sha256 ?? range.sha256;
      const isWhole =
        sha256 !== null && here.length === 1 && here[0]?.[0] === 0 && here[0][1] === arrival.sizeBytes;
      const change = { ranges: here, sha256, ...(isWhole && { state: 'checking' as const }) };
      requests.changeArrival(arrival.id, change);
      now.set(range.id, { ...arrival, ...change });
    }
    requests.putPart(personId, { ...part, ranges });
    const person = requests.people(request.id).find((row) => row.id === personId);
    const isNewer = header.words !== '' && header.atMs > (person?.wordsAtMs ?? 0);
    requests.changePerson(personId, {
      lastArrivedAtMs: nowMs,
      // The guest's own clock orders what they wrote.
      ...(isNewer && { words: header.words, wordsAtMs: header.atMs }),
    });
  });
}

const byFile = (rows: readonly ArrivalRow[]): Map<string, ArrivalRow> =>
  new Map(rows.map((row) => [row.fileId, row]));

/** The row of that file, made when it is new; null: it is none that could be. */
function takeIn(
  desk: RequestDesk,
  { limits }: RequestRow,
  { personId, known }: { personId: RecipientId; known: Map<string, ArrivalRow> },
  range: ArrivalRange,
): ArrivalRow | null {
  const { requests } = desk.core.catalogue;
  const held = known.get(range.id);
  // One id, two sizes: no page of ours writes that.
  if (held) return held.sizeBytes === range.sizeBytes ? held : null;
  const rows = [...known.values()];
  const taken = rows.filter((row) => row.state !== 'refused');
  const takenBytes = taken.reduce((sum, row) => sum + row.sizeBytes, 0);
  const reason =
    taken.length >= limits.maxFiles
      ? new AppError(
          'quota',
          'This person sent more files than were allowed. Ask for it in another request.',
          {
            params: { arrival: 'too-many' },
          },
        )
      : takenBytes + range.sizeBytes > limits.maxBytes
        ? new AppError(
            'quota',
            'It is more than this person was allowed to send. Ask for it in another request.',
            { params: { arrival: 'too-much' } },
          )
        : null;
  if (reason && rows.length - taken.length >= MOST_REFUSED) return null;
  const row: Omit<ArrivalRow, 'id'> = {
    personId,
    fileId: range.id,
    name: cleanName(range.name),
    sizeBytes: range.sizeBytes,
    modifiedAtMs: range.modifiedAtMs,
    sha256: null,
    ranges: [],
    state: reason ? 'refused' : 'arriving',
    error: reason && toWire(reason),
    kind: null,
    widthPx: null,
    heightPx: null,
    hasThumb: false,
    arrivedAtMs: desk.core.now(),
    importId: null,
    damaged: 0,
  };
  const made = { ...row, id: requests.insertArrival(row) };
  known.set(range.id, made);
  return made;
}

async function write(
  desk: RequestDesk,
  request: RequestRow,
  arrival: ArrivalRow,
  offset: number,
  bytes: Uint8Array,
): Promise<void> {
  const path = partialOf(desk, request.id, arrival.id);
  const hereBytes = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  // Not every disk keeps holes for nothing: who says that a small part lies far behind would fill it with one.
  if (offset > hereBytes) await requireSpace(desk, request.id, offset + bytes.length - hereBytes);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Made when it is missing and never emptied: another part of the same file may be written at the same time.
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, offset + at);
        at += bytesWritten;
      }
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, path);
  }
}

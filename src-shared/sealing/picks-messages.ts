/** The words inside the slots: a choice cut into parts that fit, read back with distrust, and the newest whole one found. */
import {
  type ChoiceMessage,
  MAX_CHOICE_MESSAGE_LENGTH,
  MAX_CHOICE_PARTS,
  MAX_NOTE_LENGTH,
  type OpenedMessage,
  type Pick,
  type PickColour,
  type PicksMessage,
  pickColours,
  SHARE_ID,
} from '../domain/share-page';
import { utf8 } from './bytes';
import { MAX_MESSAGE_BYTES } from './picks-box';
import { SealError } from './primitives';

type Row = [itemId: string, heart: 0 | 1, colour: number, note: string];

export interface Choice {
  atMs: number;
  sequence: number;
  message: string;
  picks: Pick[];
}

/** JSON for one slot. */
export function openedText({ atMs, count }: Omit<OpenedMessage, 'kind'>): string {
  return JSON.stringify({ v: 1, kind: 'opened', atMs, count });
}

/** JSON for as many slots as it takes, mostly one. Throws SealError `malformed` when it does not fit into MAX_CHOICE_PARTS. */
export function choiceTexts({ atMs, sequence, message, picks }: Choice): string[] {
  const rows = picks.map(rowOf);
  const groups: Row[][] = [[]];
  const emptyBytes = 200 + utf8(JSON.stringify(message)).length;
  let usedBytes = emptyBytes;
  for (const row of rows) {
    const rowBytes = utf8(JSON.stringify(row)).length + 1;
    if (usedBytes + rowBytes > MAX_MESSAGE_BYTES) {
      groups.push([]);
      usedBytes = 200;
    }
    usedBytes += rowBytes;
    groups.at(-1)?.push(row);
  }
  if (groups.length > MAX_CHOICE_PARTS) throw new SealError('malformed', 'More than can be sent at once.');
  return groups.map((group, part) =>
    JSON.stringify({
      v: 1,
      kind: 'choice',
      atMs,
      sequence,
      part,
      parts: groups.length,
      message: part === 0 ? message : '',
      picks: group,
    }),
  );
}

const rowOf = ({ itemId, heart, colour, note }: Pick): Row => [
  itemId,
  heart ? 1 : 0,
  pickColours.indexOf(colour),
  note,
];

/** Throws SealError `malformed`: a slot is a stranger's writing, whoever proved to have written it. */
export function parsePicksMessage(text: string): PicksMessage {
  const value = readJson(text);
  if (!isRecord(value) || value.v !== 1) throw malformed();
  const { kind, atMs } = value;
  if (!isTime(atMs)) throw malformed();
  if (kind === 'opened') {
    if (!isCount(value.count, 1_000_000)) throw malformed();
    return { kind, atMs, count: value.count };
  }
  const { sequence, part, parts, message, picks } = value;
  if (kind !== 'choice' || !isTime(sequence) || !Array.isArray(picks)) throw malformed();
  if (!isCount(parts, MAX_CHOICE_PARTS) || parts < 1 || !isCount(part, parts - 1)) throw malformed();
  if (typeof message !== 'string' || message.length > MAX_CHOICE_MESSAGE_LENGTH) throw malformed();
  return { kind, atMs, sequence, part, parts, message, picks: picks.map(pickOf) };
}

function pickOf(row: unknown): Pick {
  if (!Array.isArray(row) || row.length !== 4) throw malformed();
  const [itemId, heart, colourNumber, note] = row as unknown[];
  const colour = pickColours[isCount(colourNumber, pickColours.length - 1) ? colourNumber : -1] as
    | PickColour
    | undefined;
  if (typeof itemId !== 'string' || !SHARE_ID.test(itemId)) throw malformed();
  if ((heart !== 0 && heart !== 1) || colour === undefined) throw malformed();
  if (typeof note !== 'string' || note.length > MAX_NOTE_LENGTH) throw malformed();
  return { itemId, heart: heart === 1, colour, note };
}

/** The newest choice of which every part is there; null when there is none. A photo that is named twice counts once, by its last. */
export function newestChoice(messages: readonly PicksMessage[]): Choice | null {
  const bySequence = new Map<number, ChoiceMessage[]>();
  for (const message of messages) {
    if (message.kind !== 'choice') continue;
    bySequence.set(message.sequence, [...(bySequence.get(message.sequence) ?? []), message]);
  }
  for (const sequence of [...bySequence.keys()].sort((a, b) => b - a)) {
    const parts = bySequence.get(sequence) ?? [];
    const [first] = parts;
    const ordered = Array.from({ length: first?.parts ?? 0 }, (_, part) =>
      parts.find((one) => one.part === part),
    );
    if (!first || ordered.some((one) => one === undefined || one.parts !== first.parts)) continue;
    const picks = new Map(ordered.flatMap((one) => one?.picks ?? []).map((pick) => [pick.itemId, pick]));
    return { atMs: first.atMs, sequence, message: ordered[0]?.message ?? '', picks: [...picks.values()] };
  }
  return null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
/** Up to the year 2286. */
const isTime = (value: unknown): value is number => isCount(value, 1e13);

function malformed(): SealError {
  return new SealError('malformed', 'The slot holds no message of ours.');
}

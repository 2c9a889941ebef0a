/** When a card is safe to format: the rules, and nothing else. One file in doubt anywhere, and it is not. */
import type { Receipt, ReceiptDoubt, ReceiptFile } from '../../../src-shared/domain/receipt';
import type { SkippedFile, SkipReason } from '../../../src-shared/domain/transfer';

type DoubtState = ReceiptDoubt['state'];
type Verdict = NonNullable<Receipt['verdict']>;

/** Left out, and nothing of a photographer's is lost with it; a person still reads how many they are. */
const harmless: ReadonlySet<SkipReason> = new Set<SkipReason>([
  'not-media',
  'empty',
  'hidden',
  'link-outside', // what it leads to is not on the card
  'link-broken',
  'special-file',
  'duplicate', // only for links and folders met twice: a file's bytes are confirmed under the other name, or in doubt
]);
export const isHarmless = (reason: SkipReason): boolean => harmless.has(reason);

/**
 * What a photographer would miss, in formats that are not taken in: whoever formats the card loses the work of a day. Not among them is
 * what a camera writes beside its own clips (XML, THM, LRV, play lists), which nobody would copy by hand.
 */
const missed = new Set(
  Object.values({
    film: 'mxf braw r3d crm nev ari arx cine mlv insv insp 360 mod tod vob wmv asf dv ts m2t m2v trp flv hevc h264 h265 mjpg mjpeg cin dpx',
    // Also as an editor keeps them.
    photos:
      'gpr mef mos mrw erf kdc dcr k25 raw rwz eip ori arq bay cap jxl jp2 j2k jpx jpf bmp exr hdr xcf afphoto',
    // Spoken notes of a camera, the recorder at a wedding.
    sound: 'wav bwf mp3 m4a m4b mka weba aac flac aif aiff ogg opus wma caf amr',
    edits: 'xmp aae dop pp3 cos nksc vrd dr4 on1',
  }).flatMap((names) => names.split(' ')),
);

/** A file, or a folder of photos, that was left out and is no loss only for somebody else. */
export function wouldBeMissed({ path, reason }: Pick<SkippedFile, 'path' | 'reason'>): boolean {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  // Where Picasa keeps the photos as they were before it changed them.
  if (reason === 'hidden') return name === '.picasaoriginals';
  return reason === 'not-media' && name.includes('.') && missed.has(name.slice(name.lastIndexOf('.') + 1));
}

/** What this one file says against formatting; null: nothing. Confirmed counts only with a proof and the time of the store's answer. */
export function doubtOf(
  file: Pick<ReceiptFile, 'state' | 'skip' | 'proof' | 'confirmedAtMs'>,
): DoubtState | null {
  switch (file.state) {
    case 'confirmed':
      return file.confirmedAtMs !== null && file.proof !== null && file.proof !== 'size' ? null : 'unproven';
    case 'skipped':
      return file.skip !== null && isHarmless(file.skip) ? null : 'unreadable';
    case 'not-stored':
      if (file.skip === 'unreadable') return 'unreadable';
      return file.skip !== null && isHarmless(file.skip) ? 'unsupported' : 'not-stored';
    default:
      return file.state;
  }
}

/** Everything a verdict rests on. */
export interface Tally {
  confirmedCount: number;
  doubts: Map<DoubtState, number>;
}
export const emptyTally = (): Tally => ({ confirmedCount: 0, doubts: new Map() });

export function addDoubt(tally: Tally, state: DoubtState, count = 1): void {
  if (count > 0) tally.doubts.set(state, (tally.doubts.get(state) ?? 0) + count);
}

export function addFile(tally: Tally, file: ReceiptFile): void {
  const doubt = doubtOf(file);
  if (doubt !== null) addDoubt(tally, doubt);
  else if (file.state === 'confirmed') tally.confirmedCount += 1;
}

/** The worst first. */
const order: readonly DoubtState[] = [
  'lost',
  'differs',
  'not-stored',
  'not-looked-through',
  'unanswered',
  'unproven',
  'changed-here',
  'new-here',
  'unreadable',
  'unsupported',
  'nothing-found',
  'source-gone',
];

/**
 * `source-gone` alone is a remark, not a reason: the card was taken out and could not be looked at again, while everything that the
 * import found on it is confirmed.
 */
export function verdictOf(tally: Tally): Verdict {
  const doubts: ReceiptDoubt[] = order.flatMap((state) => {
    const count = tally.doubts.get(state) ?? 0;
    return count > 0 ? [{ state, count }] : [];
  });
  const against = doubts.some(({ state }) => state !== 'source-gone');
  if (!against && tally.confirmedCount === 0)
    return { safe: false, doubts: [{ state: 'nothing-found', count: 0 }, ...doubts] };
  return { safe: !against, doubts };
}

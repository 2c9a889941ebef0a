/** What the store's answer about one object proves, compared with what is known of the file that was stored. Pure rules. */
import type { WireError } from '../../../src-shared/app-error';
import type { ReceiptChecksum, ReceiptFileState } from '../../../src-shared/domain/receipt';
import type { StoreProof } from '../../../src-shared/domain/transfer';
import type { ConfirmableAsset } from '../../catalogue/catalogue';
import { multipartEtag } from '../../storage/multipart-etag';
import type { EtagKind } from '../../storage/object-store';
import type { HashObjectFacts } from '../../workers/jobs';

/** An object as the store told of it just now. */
export interface HeldObject {
  sizeBytes: number;
  etag: string;
  etagKind: EtagKind;
  /** When the store deletes it by itself; null: never. */
  expiresAtMs: number | null;
  /** What reading every byte of it gave; null: it was not read. */
  readBack: Pick<HashObjectFacts, 'md5Hex' | 'partSums' | 'sizeBytes' | 'etag'> | null;
}

/** What is known of the file's bytes, from when they were read here. */
export type KnownBytes = Pick<ConfirmableAsset, 'sizeBytes' | 'etag' | 'md5Hex' | 'parts' | 'proof'>;

export interface Judgement {
  state: Extract<ReceiptFileState, 'confirmed' | 'lost' | 'differs' | 'unproven'>;
  proof: StoreProof | null;
  reason: WireError | null;
}

const confirmed = (proof: StoreProof): Judgement => ({ state: 'confirmed', proof, reason: null });
const differs = (reason: WireError): Judgement => ({ state: 'differs', proof: null, reason });
const unproven = (reason: WireError): Judgement => ({ state: 'unproven', proof: null, reason });

/** `etagOf`: multipart.etagOf of the store. */
export function judgeObject(
  known: KnownBytes,
  held: HeldObject,
  etagOf: (partSums: readonly string[]) => string | null,
): Judgement {
  if (held.expiresAtMs !== null) return { state: 'lost', proof: null, reason: reasons.expires };
  if (held.sizeBytes !== known.sizeBytes) return differs(reasons.otherSize(known.sizeBytes, held.sizeBytes));
  return held.readBack ? byBytes(known, held, held.readBack) : byEtag(known, held, etagOf);
}

/** The bytes themselves were read: nothing else counts, and every sum that is known must agree. */
function byBytes(known: KnownBytes, held: HeldObject, back: NonNullable<HeldObject['readBack']>): Judgement {
  if (back.sizeBytes !== known.sizeBytes || back.etag !== held.etag) return differs(reasons.changedMeanwhile);
  if (known.md5Hex === null && known.parts === null) return unproven(reasons.nothingKnown);
  const whole = known.md5Hex === null || known.md5Hex === back.md5Hex;
  const parts = known.parts === null || sameSums(known.parts.md5Hex, back.partSums ?? []);
  return whole && parts ? confirmed('read-back') : differs(reasons.otherBytes);
}

const sameSums = (known: readonly string[], read: readonly string[]): boolean =>
  known.length > 0 && known.length === read.length && known.every((sum, index) => sum === read[index]);

function byEtag(
  known: KnownBytes,
  held: HeldObject,
  etagOf: (partSums: readonly string[]) => string | null,
): Judgement {
  // Bytes that were read back once, found wrong, or never known: no ETag of today makes up for that.
  if (known.proof === 'size') return unproven(reasons.onlySize);
  const { etag, etagKind } = held;
  if (etagKind !== 'opaque' && etag !== '') {
    const ofParts = known.parts && etagOf(known.parts.md5Hex);
    if (ofParts !== null && etag === ofParts) return confirmed('parts');
    const isMd5 = etagKind === 'md5' && /^[0-9a-f]{32}$/.test(etag);
    if (isMd5 && known.md5Hex !== null) {
      return etag === known.md5Hex ? confirmed('md5') : differs(reasons.otherChecksum);
    }
    if (!isMd5 && ofParts !== null) return differs(reasons.otherChecksum);
  }
  if (known.proof === 'read-back' && etag !== '' && etag === known.etag) return confirmed('read-back');
  return unproven(known.etag === etag ? reasons.etagSaysNothing : reasons.etagChanged);
}

/** How a person can repeat the comparison: the MD5 of the file, or that of its parts' MD5s. */
export function checksumOf(known: Pick<KnownBytes, 'md5Hex' | 'parts'>): ReceiptChecksum | null {
  if (known.md5Hex !== null) return { kind: 'md5', value: known.md5Hex, partBytes: null };
  const value = known.parts && multipartEtag(known.parts.md5Hex);
  return value ? { kind: 'parts', value, partBytes: known.parts?.partBytes ?? null } : null;
}

const reasons = {
  expires: {
    code: 'not-found',
    message: 'The store will delete it by itself. Take the expiry away, or store it where things stay.',
    retry: 'after-user',
  },
  otherSize: (known, held) => ({
    code: 'integrity',
    message: `The store holds ${held} bytes under this name; the file has ${known}. Import it again.`,
    retry: 'after-user',
  }),
  changedMeanwhile: {
    code: 'integrity',
    message: 'The object changed while it was read back. Check again.',
    retry: 'after-user',
  },
  otherBytes: {
    code: 'integrity',
    message:
      'Read back, the object is not what was stored: it is damaged in the store. Delete it there (Storage), then import the file again.',
    retry: 'after-user',
  },
  otherChecksum: {
    code: 'integrity',
    message:
      'The store holds something else under this name. Import the file again; it gets a name of its own.',
    retry: 'after-user',
  },
  onlySize: {
    code: 'integrity',
    message: 'Only its size is known to agree. Check again and read it back (--read-back).',
    retry: 'after-user',
  },
  nothingKnown: {
    code: 'integrity',
    message:
      'Nothing is known of the bytes of this file to compare with. Put the card in, and read back again.',
    retry: 'after-user',
  },
  etagSaysNothing: {
    code: 'integrity',
    message: 'This store does not say what the bytes are (it encrypts them). Read it back (--read-back).',
    retry: 'after-user',
  },
  etagChanged: {
    code: 'integrity',
    message: 'The object was written again since it was stored. Read it back (--read-back).',
    retry: 'after-user',
  },
} satisfies Record<string, WireError | ((known: number, held: number) => WireError)>;

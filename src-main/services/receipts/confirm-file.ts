/** Where one file of the card stands: what the store says now, and whether the card still holds what was stored. */
import { toWire, type WireError } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import type { ReceiptFile } from '../../../src-shared/domain/receipt';
import type { StoreProof } from '../../../src-shared/domain/transfer';
import type { AssetId } from '../../../src-shared/units';
import type { ConfirmableAsset } from '../../catalogue/catalogue';
import { pathOnDisk } from '../../media/path-on-disk';
import type { SourceStamp } from '../../workers/jobs';
import type { Core } from '../core';
import { fingerprintFile } from '../fingerprint-file';
import type { StoreAnswer, StoreQuestions } from './ask-store';
import { reasons } from './file-reasons';
import { checksumOf, type HeldObject, type Judgement, judgeObject } from './judge-object';
import type { CardFile } from './look-at-card';
import { createTurns } from './turns';

/** What a confirmation adds to the row of a file. */
export type Confirmation = Pick<ReceiptFile, 'state' | 'proof' | 'confirmedAtMs' | 'checksum' | 'reason'>;

export interface Confirmer {
  /**
   * `onCard`: the file on the card that stands for it now; null: it is not there. Its bytes are read only where nothing else is known
   * of them. Rejects only with `cancelled`.
   */
  confirm(album: Album, asset: ConfirmableAsset, onCard: OnCard | null): Promise<Confirmation>;
  /** Whether the file on the card holds what the asset was made of, as far as it can be told without reading all of it. */
  compare(
    album: Album,
    asset: ConfirmableAsset,
    fingerprint: string | null,
    onCard: OnCard,
  ): Promise<Sameness>;
  /** What is to be written down of the objects confirmed since the last call. */
  takeProofs(): Array<{ proof: StoreProof; ids: AssetId[] }>;
}
export interface OnCard extends CardFile {
  path: string;
}
export type Sameness = 'same' | 'other' | 'unknown';

/** A card reads one thing after another; more at once only make it slower. */
const CARD_READS_AT_ONCE = 4;

export function createConfirmer(
  core: Pick<Core, 'uploads'>,
  questions: StoreQuestions,
  signal: AbortSignal,
  /** Whether the album's store lies on the card itself. */
  isOnCard: (album: Album) => boolean = () => false,
): Confirmer {
  const cardTurns = createTurns(CARD_READS_AT_ONCE);
  const proofs = new Map<StoreProof, Set<AssetId>>();

  const stampOf = (onCard: OnCard): SourceStamp => {
    const onDisk = pathOnDisk(onCard.path);
    return {
      path: onCard.path,
      ...(typeof onDisk !== 'string' && { pathBytes: onDisk }),
      sizeBytes: onCard.sizeBytes,
      modifiedAtMs: onCard.modifiedAtMs,
    };
  };
  const hashOnCard = (onCard: OnCard, partBytes?: number) =>
    cardTurns(() =>
      core.uploads.run(
        { type: 'hash-file', source: stampOf(onCard), ...(partBytes !== undefined && { partBytes }) },
        { signal },
      ),
    );

  function remember(asset: ConfirmableAsset, held: HeldObject, { state, proof }: Judgement): void {
    // A proof belongs to the object that the catalogue knows by its ETag; of another one under the name nothing is written down.
    if (held.etag !== asset.etag) return;
    const damaged = state === 'differs' && held.readBack !== null;
    const worth = state === 'confirmed' ? proof : damaged ? 'size' : null;
    if (worth === null) return;
    const ids = proofs.get(worth) ?? new Set<AssetId>();
    proofs.set(worth, ids.add(asset.id));
  }

  async function judge(
    asset: ConfirmableAsset,
    answer: Extract<StoreAnswer, { type: 'held' }>,
    onCard: OnCard | null,
  ): Promise<Confirmation> {
    const { held, etagOf, atMs } = answer;
    let known: ConfirmableAsset = asset;
    if (onCard && onlyCardTells(asset, held) && onCard.sizeBytes === held.sizeBytes) {
      const { md5Hex } = await hashOnCard(onCard);
      known = { ...asset, md5Hex };
    }
    const judgement = judgeObject(known, held, etagOf);
    // What was compared with one file of the card proves that file, not the object for every other.
    if (known === asset) remember(asset, held, judgement);
    return {
      state: judgement.state,
      proof: judgement.proof,
      confirmedAtMs: judgement.state === 'confirmed' ? atMs : null,
      checksum: checksumOf(known),
      reason: judgement.reason,
    };
  }

  return {
    async confirm(album, asset, onCard) {
      const nothing = { proof: null, confirmedAtMs: null, checksum: checksumOf(asset) };
      if (isOnCard(album)) return { ...nothing, state: 'not-stored', reason: reasons.onTheCard };
      const answer = await questions.ask(album, asset);
      if (answer.type === 'missing') return { ...nothing, state: 'lost', reason: lost };
      if (answer.type === 'damaged') return { ...nothing, state: 'differs', reason: answer.reason };
      if (answer.type === 'unanswered') return { ...nothing, state: 'unanswered', reason: answer.reason };
      try {
        return await judge(asset, answer, onCard);
      } catch (error) {
        signal.throwIfAborted();
        return { ...nothing, state: 'unproven', reason: toWire(error) };
      }
    },
    async compare(album, asset, fingerprint, onCard) {
      if (onCard.sizeBytes !== asset.sizeBytes) return 'other';
      if (fingerprint !== null) {
        const now = await cardTurns(() => fingerprintFile(pathOnDisk(onCard.path), onCard.sizeBytes));
        if (now !== fingerprint) return 'other';
        // Read back means: every byte of everything that only its edges vouch for.
        const answer = await questions.ask(album, asset);
        if (answer.type !== 'held' || !answer.held.readBack) return 'same';
      }
      if (asset.md5Hex !== null) return (await hashOnCard(onCard)).md5Hex === asset.md5Hex ? 'same' : 'other';
      if (asset.parts === null) return fingerprint === null ? 'unknown' : 'same';
      const { partSums } = await hashOnCard(onCard, asset.parts.partBytes);
      return partSums?.join() === asset.parts.md5Hex.join() ? 'same' : 'other';
    },
    takeProofs() {
      const taken = [...proofs].map(([proof, ids]) => ({ proof, ids: [...ids] }));
      proofs.clear();
      return taken;
    },
  };
}

/** Nothing is known of the bytes that were stored, but the store's answer could be compared with those on the card. */
const onlyCardTells = (asset: ConfirmableAsset, held: HeldObject): boolean =>
  asset.md5Hex === null &&
  asset.parts === null &&
  asset.sizeBytes === held.sizeBytes &&
  (held.readBack !== null || (held.etagKind === 'md5' && asset.proof !== 'size'));

const lost: WireError = {
  code: 'not-found',
  message: 'The store does not have it any more. Import it again before you erase anything.',
  retry: 'after-user',
};

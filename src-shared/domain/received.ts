/** A share of somebody else that this person opened here: an album to look at, with what its sender allows. No secret of it is in here. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, ReceivedId } from '../units';

/**
 * `open`: as it was when it was looked at last. `ended`: its time is over. `gone`: its page answers no more: it was revoked, or this link's
 * signature ended. What is on this computer stays until the person removes it.
 */
export const ReceivedState = z.enum(['open', 'ended', 'gone']);
export type ReceivedState = z.infer<typeof ReceivedState>;

export const ReceivedAllow = z.object({
  web: z.boolean(),
  original: z.boolean(),
  pick: z.boolean(),
  comment: z.boolean(),
});

/** What its sender wrote, as the last readable page told it. */
export const ReceivedFacts = z.object({
  title: z.string(),
  message: z.string(),
  photographer: z.object({ name: z.string(), email: z.string() }),
  recipientName: z.string(),
  allow: ReceivedAllow,
  endsAtMs: z.number(),
  /** Until when this computer surely can fetch. */
  sureUntilMs: z.number(),
  photoCount: z.number().int(),
  /** There is a way back for choices. */
  takesPicks: z.boolean(),
});
export type ReceivedFacts = z.infer<typeof ReceivedFacts>;

export const Received = ReceivedFacts.extend({
  id: ReceivedId,
  albumId: AlbumId,
  state: ReceivedState,
  openedAtMs: z.number(),
  /** When its page was last read; the last try may have failed since (`reason`). */
  refreshedAtMs: z.number(),
  /** Why the last look brought nothing; null: it did. */
  reason: WireError.nullable(),
  /** When a choice was sent last, and of how many photos; null: never. */
  sentAtMs: z.number().nullable(),
  sentCount: z.number().int(),
});
export type Received = z.infer<typeof Received>;

/** Rules of freshness: what of a page that opened counts. `older` is refused: somebody gives out a page of before. */
export function judgeRevision(
  known: { page: number; manifest: number } | null,
  now: { page: number; manifest: number },
): 'newer' | 'same' | 'older' {
  if (known === null) return 'newer';
  if (now.page < known.page || now.manifest < known.manifest) return 'older';
  return now.page === known.page && now.manifest === known.manifest ? 'same' : 'newer';
}

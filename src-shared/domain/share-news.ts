/** What of a share's change a person wants to be told. Pure. */
import type { Share, ShareRecipient } from './share';

export type ShareNews =
  | { kind: 'live' }
  | { kind: 'failed' }
  /** Opened the first time, or sent a choice that was not there before. */
  | { kind: 'opened'; recipient: ShareRecipient }
  | { kind: 'picked'; recipient: ShareRecipient };

export function newsOf(before: Share, now: Share): ShareNews[] {
  const news: ShareNews[] = [];
  const went = before.state !== now.state;
  // One that is live already and is only published anew says nothing.
  if (went && now.state === 'live' && before.state !== 'expired') news.push({ kind: 'live' });
  if (went && now.state === 'failed') news.push({ kind: 'failed' });
  for (const recipient of now.recipients) {
    const was = before.recipients.find(({ id }) => id === recipient.id);
    if (was === undefined) continue;
    const picked = recipient.pickedAtMs !== null && recipient.pickedAtMs !== was.pickedAtMs;
    if (picked) news.push({ kind: 'picked', recipient });
    // Who chose has opened it: one word for both.
    else if (was.openedCount === 0 && recipient.openedCount > 0) news.push({ kind: 'opened', recipient });
  }
  return news;
}

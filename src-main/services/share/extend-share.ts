/** A share ends at another time than it was sent for. */
import type { ShareRow } from '../../catalogue/catalogue';
import { changeShare, inLanes, type ShareDesk, shareOr404, storeOf } from './desk';
import { publishPages } from './publish';
import { renewPages, SLACK_MS } from './send-share';

const TOLD_AT_ONCE = 4;

/** Later: people get a new link, as the old one ends with its signature. Sooner: their pages say so, their links stay. */
export async function extendShare(
  desk: ShareDesk,
  share: ShareRow & { endsAtMs: number },
  endsAtMs: number,
  signal: AbortSignal,
): Promise<void> {
  const isLonger = endsAtMs > share.endsAtMs;
  if (isLonger) await keepLonger(desk, share, endsAtMs, signal);
  changeShare(desk, share.id, { endsAtMs });
  const extended = { ...shareOr404(desk, share.id), endsAtMs };
  if (isLonger) await renewPages(desk, extended, signal);
  else await publishPages(desk, extended, 'keep', signal);
}

/** Where the store ends objects by itself, they are told the later time; what it signs follows with the pages. */
async function keepLonger(
  desk: ShareDesk,
  share: ShareRow,
  endsAtMs: number,
  signal: AbortSignal,
): Promise<void> {
  const store = await storeOf(desk, share);
  if (store.capabilities.expiry !== 'object') return;
  const prefix = share.folder + share.objectsFolder;
  const change = { expiresAtMs: endsAtMs + SLACK_MS };
  await inLanes(desk.core.catalogue.shares.objects(share.id), TOLD_AT_ONCE, (object) =>
    store.admin.updateObject(share.bucket, prefix + object.id, change, { signal }),
  );
}

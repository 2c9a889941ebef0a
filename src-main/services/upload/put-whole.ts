/** A file in one request. */

import { AppError } from '../../../src-shared/app-error';
import type { PartRow } from '../../catalogue/catalogue';
import type { EtagKind, ObjectInfo } from '../../storage/object-store';
import type { Place } from './ask-listing';
import { claimKey, nothingSentBefore } from './claim-key';
import { confirm } from './confirm';
import {
  inFlow,
  kindOf,
  MOST_REFUSALS,
  storeKey,
  tierOf,
  type Upload,
  type UploadOutcome,
  whenSent,
} from './upload';

const noParts: PartRow[] | null = null;

/** The worker looks at the name, sends, and asks what is there then; only a taken name comes back here before it is settled. */
export async function putWhole(upload: Upload): Promise<UploadOutcome> {
  const { core, job, store, access, source, signal } = upload;
  const { listsFresh } = store.capabilities;
  for (let refusals = 1; ; refusals += 1) {
    const claimed = core.catalogue.trash.isTaken(job.albumId, job.key) ? await claimKey(upload) : null;
    if (claimed) return claimed;
    const facts = await inFlow(
      upload,
      source.sizeBytes,
      async () =>
        core.uploads.run(
          {
            type: 'put-file',
            store: access,
            source,
            bucket: job.bucket,
            key: storeKey(job),
            contentType: job.contentType,
            // When its turn has come: on a slow link that may be long after it was taken up.
            look: await mustLook(upload),
            head: !listsFresh,
            ...tierOf(upload),
          },
          { signal, onProgress: (bytes) => core.changes.sent(job.id, bytes) },
        ),
      ({ outcome }) => (outcome === 'put' ? source.sizeBytes : 0),
    );
    if (facts.outcome === 'put') {
      upload.onSent();
      const { etag, md5Hex } = facts;
      const sent = whenSent(upload);
      const held = listsFresh ? await listedAs(sent, facts) : facts.held;
      return confirm(sent, { etag, md5Hex, parts: noParts }, held);
    }
    // Looked at: it is ours (an end we did not live to hear of), or we take another name.
    const there = await claimKey(upload);
    if (there) return there;
    if (refusals >= MOST_REFUSALS) {
      throw new AppError(
        'precondition',
        `The store refuses the name “${job.key}” and shows nothing under it. Rename the file and try it again.`,
        { params: { key: job.key } },
      );
    }
  }
}

/**
 * What a listing says, when it says the same as the answer to the put; else the object is asked for by itself. A listing does not tell
 * that a bucket encrypts: then it takes an ETag for an MD5 that is none.
 */
async function listedAs(
  upload: Upload,
  put: { etag: string; etagKind?: EtagKind },
): Promise<ObjectInfo | undefined> {
  const { core, store, source, signal } = upload;
  const listed = await core.questions.held(placeOf(upload), signal);
  const same = listed?.etag === put.etag && kindOf(store, listed) === kindOf(store, put);
  return same && listed.sizeBytes === source.sizeBytes ? listed : undefined;
}

/** Whether the name has to be looked at before a byte is sent: an earlier try may have stored it, and not every store refuses a taken one. */
async function mustLook(upload: Upload): Promise<boolean> {
  const { core, store, signal } = upload;
  if (!nothingSentBefore(upload)) return true;
  if (store.capabilities.keepsOther) return false;
  return !(await core.questions.isFree(placeOf(upload), signal));
}

const placeOf = ({ access, store, job }: Upload): Place => ({
  storeKey: access.storeKey,
  store,
  bucket: job.bucket,
  prefix: job.prefix,
  key: storeKey(job),
});

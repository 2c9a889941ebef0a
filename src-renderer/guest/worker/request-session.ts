/** What the worker holds once a photo request is opened, and the calls that need it. */
import type { ArrivalBooks, RequestContent } from '../../../src-shared/domain/request-page';
import type { EnvelopeHeader } from '../../../src-shared/domain/share-page';
import { fromBase64Url, fromUtf8 } from '../../../src-shared/sealing/bytes';
import type { Bytes, SealingPrimitives } from '../../../src-shared/sealing/primitives';
import { deriveArrivalsKey, deriveDeviceKey } from '../../../src-shared/sealing/share-keys';
import { type EngineCalls, type EngineProgress, GuestError, type OpenedRequest } from '../engine-protocol';
import { postTo } from './post-part';
import { SealedStore } from './sealed-store';
import { fileId, type SendDeps, sendFiles, sendWords } from './send-files';
import type { StoreAccess } from './store-requests';

export interface RequestSession extends Pick<SendDeps, 'primitives' | 'content' | 'books' | 'arrivalsKey'> {
  header: EnvelopeHeader;
  deviceKey: Bytes;
  told: OpenedRequest;
}

export async function openRequest(
  given: { primitives: SealingPrimitives; header: EnvelopeHeader; kek: Bytes; content: RequestContent },
  access: StoreAccess,
): Promise<RequestSession> {
  const { primitives, header, kek, content } = given;
  const { kind, title, message, photographer, limits, again, endsAtMs, sureUntilMs } = content;
  return {
    primitives,
    header,
    content,
    books: await booksOf(given, access),
    arrivalsKey: await deriveArrivalsKey(primitives, kek, header),
    deviceKey: await deriveDeviceKey(primitives, kek, header),
    told: { kind, title, message, photographer, limits, again, endsAtMs, sureUntilMs },
  };
}

/** In the envelope, or in an object beside the page. */
async function booksOf(
  {
    primitives,
    header,
    content,
  }: { primitives: SealingPrimitives; header: EnvelopeHeader; content: RequestContent },
  access: StoreAccess,
): Promise<ArrivalBooks | null> {
  const { arrivals, contentKey } = content;
  if (arrivals.kind === 'form') return null;
  if (!('object' in arrivals.books)) return arrivals.books;
  const { object, address } = arrivals.books;
  const store = new SealedStore({
    primitives,
    contentKey: fromBase64Url(contentKey),
    shareId: header.shareId,
    addresses: { kind: 'each', addresses: { [object.id]: address } },
  });
  return JSON.parse(fromUtf8(await store.whole(object, access))) as ArrivalBooks;
}

interface CallContext {
  access: StoreAccess;
  tell: (progress: EngineProgress) => void;
}
type RequestCall = 'nameFiles' | 'sendFiles' | 'sendWords';

export function requestCalls(session: () => RequestSession): {
  [Call in RequestCall]: (
    input: Parameters<EngineCalls[Call]>[0],
    context: CallContext,
  ) => Promise<ReturnType<EngineCalls[Call]>>;
} {
  const depsOf = ({ access }: CallContext): SendDeps => {
    const { header, ...held } = session();
    return { ...held, ids: header, post: postTo(access), now: Date.now };
  };
  return {
    nameFiles: async ({ files }) => {
      const ids: Array<string | null> = [];
      for (const { file, name } of files) {
        ids.push(
          await fileId(session(), file, name).catch((error: unknown) => {
            if (error instanceof GuestError && error.fault === 'changed') return null;
            throw error;
          }),
        );
      }
      return ids;
    },
    sendFiles: async ({ files, cursor }, context) => {
      const { signal } = context.access;
      return {
        cursor: await sendFiles(
          depsOf(context),
          files,
          { cursor, signal },
          {
            sent: (ranges, now) => context.tell({ stage: 'sent', ranges, cursor: now }),
            flowing: (flowingBytes) => context.tell({ stage: 'flow', flowingBytes }),
          },
        ),
      };
    },
    sendWords: async ({ words, cursor }, context) => ({
      cursor: await sendWords(depsOf(context), words, cursor),
    }),
  };
}

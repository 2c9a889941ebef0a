/** What a Swift tells about itself at `/info`, as our capabilities; and what holds for every Swift where it tells nothing. */
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { HttpClient } from '../../http-client';
import type { Capabilities } from '../../object-store';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/**
 * Swift's own defaults (etc/proxy-server.conf-sample and swift.common.constraints of Swift 2.x); what only some have stays off. Segments
 * below 1 MiB were once refused, and are still given out at one a second after the tenth. `conditionalPut` is off although Swift knows
 * If-None-Match: each object server looks before it takes the body, so that two writers at once can both win (tried: most races). One that is there already is seen by it all the same (`keepsOther`).
 */
export const swiftCapabilities: Capabilities = {
  conditionalPut: false,
  keepsOther: true,
  listsFresh: true,
  verifiesMd5: true,
  etagIsMd5: true,
  multipart: { minPartBytes: MIB, maxPartBytes: 5 * GIB, maxParts: 1000 },
  maxSinglePutBytes: 5 * GIB,
  maxKeyBytes: 1024,
  createBucket: true,
  bulkDelete: false,
  presign: true,
  presignPrefix: true,
  inlineHtml: true,
  maxLinkSeconds: null,
  cors: true,
  expiry: 'object',
  tiers: [],
  tierOf: 'none',
  publicRead: true,
  perUserRead: true,
  versioning: false,
  bucketQuota: false,
  usage: true,
};

const count = z.number().int().positive().optional().catch(undefined);
const SwiftInfo = z.object({
  swift: z
    .object({
      policies: z
        .array(z.object({ name: z.string(), default: z.boolean().optional() }))
        .optional()
        .catch(undefined),
      version: z.string().optional().catch(undefined),
      max_file_size: count,
      max_object_name_length: count,
    })
    .optional(),
  slo: z.object({ min_segment_size: count, max_manifest_segments: count }).optional(),
  tempurl: z
    .object({
      methods: z.array(z.string()).optional(),
      allowed_digests: z.array(z.string()).optional(),
    })
    .optional(),
  formpost: z.object({ allowed_digests: z.array(z.string()).optional() }).optional(),
  bulk_delete: z.object({ max_deletes_per_request: count }).optional(),
  object_versioning: z.object({}).optional(),
  container_quotas: z.object({}).optional(),
});
export type SwiftInfo = z.infer<typeof SwiftInfo>;

/** A store that answers nothing here in so long keeps its secret. */
const PATIENCE_MS = 10_000;

/** null when the store does not tell; rejects with what Node says when there is no answer at all. */
export async function readInfo(
  http: HttpClient,
  accountUrl: string,
  patienceMs = PATIENCE_MS,
): Promise<SwiftInfo | null> {
  const account = new URL(accountUrl);
  // `/v1/AUTH_x` -> `/info`; `/swift/v1` (Ceph) -> `/swift/info`.
  const path = `${account.pathname.replace(/\/v1(\.0)?(\/.*)?$/, '')}/info`;
  const answer = await http.request({
    method: 'GET',
    origin: account,
    path,
    headers: {},
    signal: AbortSignal.timeout(patienceMs),
  });
  const body = await text(answer.body);
  if (answer.status !== 200) return null;
  try {
    return SwiftInfo.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

/** Uploads by form (FormPost) as this Swift takes them; '' when it takes none. */
export function formDigest(info: SwiftInfo | null): LinkDigest {
  if (info === null || !info.formpost) return '';
  return bestDigest(info.formpost.allowed_digests);
}

/** Links as this Swift makes them; '' when there are none at all. */
export function linkDigest(info: SwiftInfo | null): LinkDigest {
  if (info === null) return 'sha256';
  if (!info.tempurl) return '';
  return bestDigest(info.tempurl.allowed_digests);
}

export type LinkDigest = 'sha256' | 'sha512' | 'sha1' | '';

function bestDigest(allowed: string[] | undefined): LinkDigest {
  if (!allowed) return 'sha1'; // before Swift 2.14 there was no choice, and nothing was told
  return (['sha256', 'sha512', 'sha1'] as const).find((digest) => allowed.includes(digest)) ?? '';
}

export function capabilitiesOf(info: SwiftInfo): Capabilities {
  const { swift, slo } = info;
  const policies = swift?.policies ?? [];
  const tiers = [
    ...policies.filter((policy) => policy.default),
    ...policies.filter((policy) => !policy.default),
  ].map(({ name }) => name);
  const links = linkDigest(info) !== '';
  const largest = swift?.max_file_size ?? swiftCapabilities.maxSinglePutBytes;
  return {
    ...swiftCapabilities,
    multipart: {
      minPartBytes: Math.max(slo?.min_segment_size ?? 0, swiftCapabilities.multipart.minPartBytes),
      maxPartBytes: largest,
      maxParts: slo?.max_manifest_segments ?? swiftCapabilities.multipart.maxParts,
    },
    maxSinglePutBytes: largest,
    maxKeyBytes: swift?.max_object_name_length ?? swiftCapabilities.maxKeyBytes,
    bulkDelete: info.bulk_delete !== undefined,
    presign: links,
    presignPrefix: links,
    inlineHtml: links,
    maxLinkSeconds: links ? null : 0,
    tiers: tiers.length > 1 ? tiers : [],
    tierOf: tiers.length > 1 ? 'bucket' : 'none',
    versioning: info.object_versioning !== undefined,
    bucketQuota: info.container_quotas !== undefined,
  };
}

/**
 * [Note: keeping other users out of a bucket] One statement of ours in the bucket's policy denies everybody but its owner the objects. Only
 * on Ceph's gateway, whose users are told by their ids: there every key of the owner is the owner. Elsewhere (AWS) each computer may have
 * a principal of its own, and none can be told from a stranger. It names no action by which the policy itself is read or written, so that
 * the owner takes it back whatever it says. Tried on a real gateway: tests/contract/s3-ceph.test.ts.
 */
import {
  GetBucketAclCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { parsePolicy, statementsOf } from './merge-settings';
import type { requestOptions } from './wire';

const OUR_STATEMENT = 'caos-private';
const denied = [
  ...['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads', 's3:DeleteBucket'],
  ...['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectAcl', 's3:GetObjectTagging', 's3:RestoreObject'],
  ...['s3:PutObject', 's3:PutObjectAcl', 's3:PutObjectTagging', 's3:DeleteObject', 's3:DeleteObjectVersion'],
  ...[
    's3:AbortMultipartUpload',
    's3:ListMultipartUploadParts',
    's3:PutBucketAcl',
    's3:PutLifecycleConfiguration',
  ],
];

const statementFor = (bucket: string, owner: string) => ({
  Sid: OUR_STATEMENT,
  Effect: 'Deny',
  NotPrincipal: { AWS: [owner] },
  Action: denied,
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
});

/** `json`: the policy now, null: none. `owner` null takes ours away. Statements of others stay as they are, and in their order. */
export function mergeOnlyOwner(json: string | null, bucket: string, owner: string | null): string | null {
  const policy = json === null ? { Version: '2012-10-17' } : parsePolicy(json);
  const all = statementsOf(policy);
  const others = all.filter(({ Sid }) => Sid !== OUR_STATEMENT);
  if (owner === null && others.length === all.length) return json; // nothing of ours: not even rewritten
  const Statement = owner === null ? others : [...others, statementFor(bucket, owner)];
  return Statement.length === 0 ? null : JSON.stringify({ ...policy, Statement });
}

/** Whether ours is there, whole, as it would be written now. */
export function isOnlyOwner(json: string | null, bucket: string, owner: string): boolean {
  if (json === null) return false;
  const sorted = (given: unknown): string =>
    JSON.stringify(given, (_name, value) =>
      value === null || typeof value !== 'object' || Array.isArray(value)
        ? value
        : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))),
    );
  const ours = sorted(statementFor(bucket, owner));
  return statementsOf(parsePolicy(json)).some((statement) => sorted(statement) === ours);
}

/** An id of the gateway, `user` or `tenant$user`, as policies call it; null: it cannot be written there for certain. */
export function principalOf(id: string | undefined): string | null {
  const [, tenant = '', user] = /^(?:([\w-]+)\$)?([\w.@+=,-]+)$/.exec(id ?? '') ?? [];
  return user ? `arn:aws:iam::${tenant}:user/${user}` : null;
}

/** Who owns the bucket, where that is who asks and the store is Ceph's gateway; else null. Rejects with what the store says. */
export async function askOwner(
  client: S3Client,
  bucket: string,
  options: ReturnType<typeof requestOptions>,
): Promise<string | null> {
  const head = new HeadBucketCommand({ Bucket: bucket });
  let isGateway = false;
  head.middlewareStack.add(
    (next) => async (given) => {
      const answer = await next(given);
      const { headers = {} } = (answer.response ?? {}) as { headers?: Record<string, string> };
      isGateway = Object.keys(headers).some((name) => name.toLowerCase().startsWith('x-rgw-'));
      return answer;
    },
    { step: 'deserialize' },
  );
  await client.send(head, options);
  if (!isGateway) return null;
  const asking = (await client.send(new ListBucketsCommand({}), options)).Owner?.ID;
  const { Owner: owning } = await client.send(new GetBucketAclCommand({ Bucket: bucket }), options);
  return asking !== undefined && asking === owning?.ID ? principalOf(asking) : null;
}

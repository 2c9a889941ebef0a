/** Settings of a bucket that others may have written as well: one part of each is ours, and only that part changes. */
import { createHash } from 'node:crypto';
import type { CORSRule, LifecycleRule } from '@aws-sdk/client-s3';
import { AppError } from '../../../../src-shared/app-error';

const OUR_STATEMENT = 'caos-public-read';
const OUR_CORS_RULE = 'caos';
/** A browser asks again for permission after so long. */
const CORS_MAX_AGE_S = 3600;

interface Statement {
  Sid?: string;
  Effect?: string;
  Principal?: unknown;
  Action?: string | string[];
  Condition?: unknown;
}
interface Policy {
  Version?: string;
  Statement?: Statement | Statement[];
}

export const statementsOf = (policy: Policy): Statement[] =>
  policy.Statement === undefined ? [] : [policy.Statement].flat();

export function parsePolicy(json: string): Policy {
  try {
    return JSON.parse(json) as Policy;
  } catch (cause) {
    throw new AppError(
      'unsupported',
      'The access policy of this bucket cannot be read, so it was left as it is. Change it at your provider.',
      { cause },
    );
  }
}

/** `json` is the policy now, null when there is none. Answers the new one, null when nothing is left of it. */
export function mergePublicRead(json: string | null, bucket: string, publicRead: boolean): string | null {
  const policy = json === null ? { Version: '2012-10-17' } : parsePolicy(json);
  const all = statementsOf(policy);
  const others = all.filter(({ Sid }) => Sid !== OUR_STATEMENT);
  if (!publicRead && others.length === all.length) return json; // nothing of ours: not even rewritten
  const ours = {
    Sid: OUR_STATEMENT,
    Effect: 'Allow',
    Principal: '*',
    Action: ['s3:GetObject'],
    Resource: [`arn:aws:s3:::${bucket}/*`],
  };
  const Statement = publicRead ? [...others, ours] : others;
  return Statement.length === 0 ? null : JSON.stringify({ ...policy, Statement });
}

const readActions = new Set(['*', 's3:*', 's3:Get*', 's3:GetObject']);

/** Whether a policy lets everyone read objects, without any condition. */
export function allowsPublicRead(json: string): boolean {
  const everyone = (principal: unknown): boolean =>
    principal === '*' ||
    (typeof principal === 'object' && principal !== null && [Object.values(principal)].flat(2).includes('*'));
  return statementsOf(parsePolicy(json)).some(
    ({ Effect, Principal, Action = [], Condition }) =>
      Effect === 'Allow' &&
      Condition === undefined &&
      everyone(Principal) &&
      [Action].flat().some((action) => readActions.has(action)),
  );
}

/** No origins: our rule goes. */
export function mergeCors(rules: CORSRule[], origins: string[]): CORSRule[] {
  const others = rules.filter(({ ID }) => ID !== OUR_CORS_RULE);
  if (origins.length === 0) return others;
  const ours: CORSRule = {
    ID: OUR_CORS_RULE,
    AllowedOrigins: origins,
    AllowedMethods: ['GET', 'HEAD'],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag', 'Content-Length', 'Content-Range'],
    MaxAgeSeconds: CORS_MAX_AGE_S,
  };
  return [...others, ours];
}

/** Origins whose pages may read, by whichever rule, in the order of the rules. */
export const readingOrigins = (rules: CORSRule[]): string[] => [
  ...new Set(
    rules
      .filter(({ AllowedMethods = [] }) => AllowedMethods.includes('GET'))
      .flatMap(({ AllowedOrigins = [] }) => AllowedOrigins),
  ),
];

/** One rule of ours per prefix. An id takes 255 characters (S3 API reference, “LifecycleRule”): of a long prefix it has the digest. */
const expiryRuleId = (prefix: string): string =>
  `caos-expiry-${createHash('sha256').update(prefix).digest('hex').slice(0, 16)}`;

export function mergeExpiry(
  rules: LifecycleRule[],
  { prefix, days }: { prefix: string; days: number | null },
): LifecycleRule[] {
  const others = rules.filter(({ ID }) => ID !== expiryRuleId(prefix));
  if (days === null) return others;
  const ours: LifecycleRule = {
    ID: expiryRuleId(prefix),
    Status: 'Enabled',
    Filter: { Prefix: prefix },
    Expiration: { Days: days },
  };
  return [...others, ours];
}

/** null takes a name away; names not given stay. */
export function mergeTags(
  tags: Record<string, string>,
  change: Record<string, string | null>,
): Record<string, string> {
  const merged = new Map(Object.entries(tags));
  for (const [name, value] of Object.entries(change)) {
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

/** Where the keys of a connection come from: entered by a person, or kept in the AWS configuration of this user. */
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { AppError } from '../../../../src-shared/app-error';
import type { S3ConnectionConfig } from '../../../../src-shared/domain/connection';
import { networkError } from '../../network-errors';

export interface S3Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** When they end; the SDK asks for new ones five minutes before. */
  expiration?: Date;
}
export type S3KeySource = S3Keys | (() => Promise<S3Keys>);

/** Keys entered in the connection come first; a profile is asked only where there are none. */
export function keySource(
  config: S3ConnectionConfig,
  secret: string,
  sessionToken: string | undefined,
): S3KeySource {
  if (config.accessKey === '' && config.profile) return keysOfProfile(config.profile);
  return {
    accessKeyId: config.accessKey,
    secretAccessKey: secret,
    ...(sessionToken && { sessionToken }),
  };
}

/**
 * Reads the files at each use, so that keys which were rotated there work at once. Keys that name their end (roles, single sign-on)
 * are kept until then: getting those is a request of its own.
 */
function keysOfProfile(profile: string): () => Promise<S3Keys> {
  const load = fromIni({ profile, ignoreCache: true });
  return async () => {
    try {
      const keys = await load();
      return { ...keys, expiration: keys.expiration ?? new Date(0) };
    } catch (error) {
      throw profileError(profile, error);
    }
  };
}

function profileError(profile: string, cause: unknown): AppError {
  const details = cause instanceof Error ? cause.message : String(cause);
  // Roles and single sign-on ask Amazon for their keys.
  const ofNetwork = networkError(cause, 'amazonaws.com');
  if (ofNetwork) return ofNetwork;
  // The SDK tells these apart in its sentences only; whichever it is, the person is told where to look.
  const ended = /\bsso\b|expired/i.test(details);
  return new AppError(
    'key-refused',
    ended
      ? `The sign-in of the profile “${profile}” has ended. Sign in again with: aws sso login --profile ${profile}`
      : `The profile “${profile}” has no usable keys in ~/.aws/credentials. Add them there, or enter an access key in the connection.`,
    { params: { profile }, cause, details },
  );
}

/** What S3 stores complain of, as our codes and sentences: each names the thing and says what to do now. */
import type { ErrorCode, Retry } from '../../../../src-shared/app-error';

/** What the failed call was about. */
export interface S3Call {
  /** Host of the endpoint, for sentences. */
  host: string;
  /** The one the request was signed for. */
  region: string;
  bucket?: string;
  key?: string;
  /** Profile the keys come from, for sentences. */
  profile?: string;
}
/** What the foreign error tells. */
export interface Facts {
  name: string;
  message: string;
  status: number | undefined;
  requestId: string | undefined;
  /** Second id, which AWS support asks for. */
  hostId: string | undefined;
  retryAfterS: number | undefined;
  region: string | undefined;
}
export interface Row {
  code: ErrorCode;
  message: (call: S3Call, facts: Facts) => string;
  retry?: Retry;
}

const bucketOf = (call: S3Call): string => `“${call.bucket ?? ''}”`;
const subject = (call: S3Call): string =>
  call.key ? `“${call.key}”` : call.bucket ? `“${call.bucket}”` : 'its buckets';

/** The SDK says UnknownError where the store gave a code and no words, and speaks of itself where it could not read the answer. */
function reasonOf(name: string, message: string): string {
  const words = message === 'UnknownError' ? name : message;
  return words === '' || words === 'Unknown' || words.startsWith('@aws-sdk') ? 'no reason given' : words;
}

export const keyRefused: Row = {
  code: 'key-refused',
  message: ({ host, profile }) =>
    profile
      ? `${host} refused the keys of the profile “${profile}”. Check them in ~/.aws/credentials; they may have been replaced or revoked.`
      : `${host} refused the access key or its secret. Check both in the connection; they may have been replaced or revoked.`,
};
export const sessionEnded: Row = {
  code: 'key-refused',
  message: ({ host, profile }) =>
    profile
      ? `The temporary keys of the profile “${profile}” for ${host} have ended. Sign in again with the program that made them.`
      : `The temporary keys for ${host} have ended. Get new ones and enter key, secret and session token in the connection.`,
};
export const accessDenied: Row = {
  code: 'access-denied',
  message: (call) =>
    `${call.host} knows the key, but does not allow it to use ${subject(call)}. Ask the owner of the store for permission, or use another key.`,
};
export const accountProblem: Row = {
  code: 'access-denied',
  message: ({ host }) =>
    `${host} has stopped this account. Look for a message of your provider, such as an unpaid bill, and settle it there.`,
};
export const encryptionKeyUnusable: Row = {
  code: 'access-denied',
  message: (call) =>
    `${call.host} cannot use the encryption key of ${subject(call)}. Check that the key exists, is enabled, and that this access key may use it.`,
};
export const wrongRegion: Row = {
  code: 'wrong-region',
  message: (call, { region }) =>
    region && region !== call.region
      ? `${call.bucket ? `The bucket ${bucketOf(call)}` : call.host} is in the region “${region}”, not “${call.region}”. Change the region of the connection to “${region}”.`
      : `${call.host} does not answer for the region “${call.region}”. Look up the region at your provider and change it in the connection.`,
};
export const clockSkew: Row = {
  code: 'clock-skew',
  message: ({ host }) =>
    `The clock of this computer differs too much from that of ${host}. Set date, time and time zone to automatic, then try again.`,
};
export const bucketTaken: Row = {
  code: 'bucket-taken',
  message: (call) => `The bucket name ${bucketOf(call)} is taken at ${call.host}. Choose another name.`,
};
export const bucketName: Row = {
  code: 'bucket-name',
  message: (call) =>
    `${bucketOf(call)} cannot be the name of a bucket. Use 3 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit.`,
};
export const bucketMissing: Row = {
  code: 'bucket-missing',
  message: (call) =>
    `The bucket ${bucketOf(call)} does not exist at ${call.host}. Make it again, or remove the album.`,
};
export const notFound: Row = {
  code: 'not-found',
  message: (call) =>
    call.key
      ? `${subject(call)} is not in the bucket ${bucketOf(call)} any more. Look at the album again.`
      : `There is no bucket ${bucketOf(call)} at ${call.host}. Check the bucket and the address of the connection.`,
};
export const uploadGone: Row = {
  code: 'upload-gone',
  message: (call) =>
    `${call.host} does not know the unfinished upload of ${subject(call)} any more. It begins again.`,
};
export const throttled: Row = {
  code: 'throttled',
  message: ({ host }) => `${host} asks to slow down. Wait a moment; fewer things at once help.`,
};
export const storeBusy: Row = {
  code: 'store-busy',
  message: ({ host }) => `${host} has a problem of its own. Try again in a moment; nothing stored is lost.`,
};
export const otherAtWork: Row = {
  code: 'store-busy',
  message: (call) =>
    `Something else is changing ${subject(call)} at ${call.host} just now. Try again in a moment.`,
};
export const integrity: Row = {
  code: 'integrity',
  message: (call) =>
    `${subject(call)} arrived changed at ${call.host} and was not kept. It has to be sent again.`,
};
export const archived: Row = {
  code: 'archived',
  message: (call) =>
    `${subject(call)} is in the archive of ${call.host}. Ask the store to restore it; that can take hours.`,
};
export const quota: Row = {
  code: 'quota',
  message: ({ host }) =>
    `${host} has no room left for this account. Free space or ask your provider for more.`,
};
export const tooLarge: Row = {
  code: 'quota',
  message: (call) =>
    `${subject(call)} is larger than ${call.host} accepts. Choose another store for it, or ask your provider for the limit.`,
};
export const tooManyBuckets: Row = {
  code: 'quota',
  message: ({ host }) =>
    `${host} allows no more buckets for this account. Delete one that is not needed, or ask your provider for more.`,
};
export const unsupported: Row = {
  code: 'unsupported',
  message: ({ host }) =>
    `${host} cannot do what was asked of it. Try the connection again to see what it can do.`,
};
export const tierUnknown: Row = {
  code: 'unsupported',
  message: (call) =>
    `${call.host} does not have the storage class that was asked for ${subject(call)}. Choose another one in the connection.`,
};
export const precondition: Row = {
  code: 'precondition',
  message: (call) => `${subject(call)} is there already and was left as it is. Use another name.`,
};
export const bucketNotEmpty: Row = {
  code: 'precondition',
  message: (call) => `The bucket ${bucketOf(call)} still holds objects. Move them away first.`,
};
export const badInput: Row = {
  code: 'bad-input',
  message: (call, { message, name }) =>
    `${call.host} did not accept the request for ${subject(call)}: ${reasonOf(name, message)}.`,
};
export const badRange: Row = {
  code: 'bad-input',
  message: (call) => `The range that was asked for is not in ${subject(call)}.`,
};
export const keyTooLong: Row = {
  code: 'bad-input',
  message: (call) => `The name ${subject(call)} is too long for ${call.host}. Shorten it and try again.`,
};
export const keyRejected: Row = {
  code: 'bad-input',
  message: (call) => `${call.host} cannot keep an object named ${subject(call)}. Rename it and try again.`,
};
export const tooMuchMetadata: Row = {
  code: 'bad-input',
  message: (call) =>
    `${subject(call)} carries more metadata than ${call.host} accepts. Shorten its description and try again.`,
};
export const partTooSmall: Row = {
  code: 'bad-input',
  message: (call) =>
    `A part of ${subject(call)} is smaller than ${call.host} accepts. Start the upload again.`,
};
export const noStore: Row = {
  code: 'unsupported',
  retry: 'after-user',
  message: ({ host }) => `${host} does not answer like an S3 store. Check the address of the connection.`,
};
export const needsTls: Row = {
  code: 'tls',
  message: ({ host }) =>
    `${host} accepts secure connections only. Change the address to https:// in the connection.`,
};
export const unreachable: Row = {
  code: 'unreachable',
  message: ({ host }) =>
    `${host} does not answer. Check the network, and the address and port of the connection.`,
};
export const badCertificate: Row = {
  code: 'tls',
  message: ({ host }) =>
    `The certificate that was entered for ${host} cannot be read. Paste it as text that begins with “-----BEGIN CERTIFICATE-----”.`,
};

/** One-time codes for signing in: made, kept as a slow salted digest, compared in constant time. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { SIGN_IN_DIGITS } from '../../../src-shared/domain/identity';

/** 32 MiB and about 0.1 s a guess: 10^8 codes in a stolen catalogue outlast the 10 minutes that one lives. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const DIGEST_BYTES = 32;
const SALT_BYTES = 16;

/** `randomInt`: an unbiased whole number from 0 to below the limit. */
export const makeCode = (randomInt: (limit: number) => number): string =>
  String(randomInt(10 ** SIGN_IN_DIGITS)).padStart(SIGN_IN_DIGITS, '0');

const stretch = (code: string, salt: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(code, salt, DIGEST_BYTES, COST, (error, digest) => (error ? reject(error) : resolve(digest)));
  });

/** `scrypt$<salt>$<digest>` in base64. */
export async function digestOf(code: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return ['scrypt', salt.toString('base64'), (await stretch(code, salt)).toString('base64')].join('$');
}

/** Takes as long for a wrong code as for the right one. */
export async function codeMatches(code: string, kept: string): Promise<boolean> {
  const [, salt = '', digest = ''] = kept.split('$');
  const wanted = Buffer.from(digest, 'base64');
  const given = await stretch(code, Buffer.from(salt, 'base64'));
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

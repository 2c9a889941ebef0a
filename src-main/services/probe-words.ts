/** What a probe says of each check, in a photographer's words: for a no, what follows from it. `{name}` is filled from the params. */
import type { ProbeCheck } from '../../src-shared/domain/connection';

export const probeWords: Record<ProbeCheck, { yes: string; no: string }> = {
  'sign-in': {
    yes: '{host} answers and takes the key.',
    no: '{host} does not take the key. Check the key and its secret.',
  },
  bucket: {
    yes: 'There is a bucket to work in.',
    no: 'There is no bucket “{bucket}” that this key may use. Correct the name under “Bucket”, or make that bucket first.',
  },
  write: { yes: 'Photos can be stored.', no: 'Photos cannot be stored here.' },
  read: {
    yes: 'What was stored reads back byte for byte.',
    no: 'The store returned other bytes than were written. Do not trust it with photos.',
  },
  delete: {
    yes: 'What is deleted is gone.',
    no: 'What was deleted is still there. Photos cannot be removed from this store.',
  },
  'list-buckets': {
    yes: 'The buckets of this account can be listed.',
    no: 'This key may not list buckets: to open one as an album, type its name.',
  },
  'create-bucket': {
    yes: 'Each album gets a bucket of its own.',
    no: 'This key may not make buckets. Enter a bucket that is there already under “Bucket”: albums become folders inside it.',
  },
  clock: {
    yes: 'The clocks of this computer and of {host} agree.',
    no: 'The clocks of this computer and of {host} differ by {minutes} minutes: links end at another time than you chose. Set the clock of this computer.',
  },
  checksum: {
    yes: 'The store itself refuses what arrives damaged.',
    no: 'The store keeps what arrives damaged: CAOS compares after every upload and sends again.',
  },
  multipart: {
    yes: 'Large files go up in parts and go on where they stopped.',
    no: 'Large files do not go up in parts as they should: photos of usual size are fine, but use another store for long videos.',
  },
  'conditional-put': {
    yes: 'What is there is never overwritten, not even by two computers at once.',
    no: 'Two computers that store the same name in the same moment could overwrite each other: fill an album from one computer at a time.',
  },
  'bulk-delete': {
    yes: 'Many photos are deleted at once.',
    no: 'Photos are deleted one by one: deleting a large album takes longer.',
  },
  copy: {
    yes: 'Photos are copied inside the store.',
    no: 'Copies go through this computer: moving photos takes as long as sending them again.',
  },
  link: {
    yes: 'Links to photos work, and a changed link is refused.',
    no: 'Links to photos do not work here: nothing can be shared from this store. Keep albums that you share on another one.',
  },
  'inline-html': {
    yes: 'Guests can open a page here.',
    no: 'Guests cannot open a page here: links will be sent as downloads. Use another store for galleries.',
  },
  'link-lifetime': {
    yes: 'Links may last as long as you like.',
    no: 'Links last {days} days at most: what is shared for longer needs a new link.',
  },
  cors: {
    yes: 'Pages of other addresses can be allowed to show these photos.',
    no: 'Pages of other addresses cannot show these photos: galleries lie in the same bucket as their photos.',
  },
  expiry: {
    yes: 'What is shared for a time can delete itself.',
    no: 'Nothing deletes itself here: what has ended goes when CAOS runs the next time.',
  },
  tiers: {
    yes: 'Storage tiers: {tiers}.',
    no: 'There is one storage tier only: old albums cannot move to a cheaper one.',
  },
  'public-read': {
    yes: 'A bucket can be opened to everyone.',
    no: 'A bucket cannot be opened to everyone: use links.',
  },
  versioning: {
    yes: 'The store can keep what was overwritten or deleted.',
    no: 'The store keeps no older versions: what is deleted cannot be brought back.',
  },
  usage: {
    yes: 'The store tells how much it holds.',
    no: 'The store does not tell how much it holds: CAOS counts every object, which takes a while.',
  },
};

/** Where albums are folders of a bucket that is somebody's, its settings are not ours to try. */
export const notOurBucket = 'Not tried: it would change the settings of “{bucket}”.';
export const albumsInBucket = 'Not tried: albums become folders inside “{bucket}”.';

export function fillWords(words: string, params: Record<string, string | number>): string {
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** Words of a connection's report: what was tried, and for each no what follows from it and what to use instead. */
import type { ProbeCheck } from '../../../src-shared/domain/connection';

export const connectionReport = {
  can: 'Photos can be kept here.',
  canBut_one: 'Photos can be kept here. One thing this store does not do:',
  canBut_other: 'Photos can be kept here. {{formatted}} things this store does not do:',
  cannot: 'Photos cannot be kept here yet.',
  testedIn: 'Tested {{when}}, in {{duration}}',
  never: 'Not tested yet',
  justNow: 'just now',
  works: 'Works: {{things}}.',
  untried: 'Not tried: {{things}}.',
  everything: 'Everything that was tried',
  show: 'Show report',
  hide: 'Hide report',
  copy: 'Copy report',
  test: 'Test',
  testFor: 'Test: {{name}}',
  again: 'Test again',
  againFor: 'Test again: {{name}}',
  testing: 'Testing…',
  outcome: { yes: 'Yes', no: 'No', failed: 'Failed', untried: 'Not tried' },
  checks: {
    'sign-in': 'signing in',
    bucket: 'a bucket for albums',
    write: 'writing',
    read: 'reading back unchanged',
    delete: 'deleting',
    'list-buckets': 'listing buckets',
    'create-bucket': 'making buckets',
    clock: 'the same time on both clocks',
    checksum: 'refusing damaged uploads',
    multipart: 'uploads in parts that go on after a break',
    'conditional-put': 'never writing over a file by accident',
    'bulk-delete': 'deleting many at once',
    copy: 'copying inside the store',
    link: 'links to single photos',
    'inline-html': 'showing a page in the browser',
    'link-lifetime': 'links that last',
    cors: 'being read by other websites',
    expiry: 'objects that end by themselves',
    tiers: 'storage classes',
    'public-read': 'buckets open to everyone',
    versioning: 'keeping older versions',
    usage: 'telling how much it holds',
  } satisfies Record<ProbeCheck, string>,
  /** What a no means. In English the words of the probe itself are shown, which know most; these stand in where it gave none. */
  no: {
    'sign-in': 'The store does not take the key. Check the key and its secret.',
    bucket:
      'There is no bucket “{{bucket}}” that this key may use. Correct its name, or make that bucket first.',
    write: 'Photos cannot be stored here.',
    read: 'The store returned other bytes than were written. Do not trust it with photos.',
    delete: 'What was deleted is still there. Photos cannot be removed from this store.',
    'list-buckets': 'This key may not list buckets: to open one as an album, type its name.',
    'create-bucket':
      'This key may not make buckets. Enter one that is there already under “More settings”: albums become folders inside it.',
    clock:
      'The clocks of this computer and of the store differ by {{minutes}} minutes: links end at another time than you chose. Set the clock of this computer.',
    checksum: 'The store keeps what arrives damaged: CAOS compares after every upload and sends again.',
    multipart:
      'Large files do not go up in parts as they should: photos of usual size are fine, but use another store for long videos.',
    'conditional-put':
      'Two computers that store the same name in the same moment could overwrite each other: fill an album from one computer at a time.',
    'bulk-delete': 'Photos are deleted one by one: deleting a large album takes longer.',
    copy: 'Copies go through this computer: moving photos takes as long as sending them again.',
    link: 'Links to photos do not work here: nothing can be shared from this store. Keep albums that you share on another one.',
    'inline-html':
      'Guests cannot open a page here: links will be sent as downloads. Use another store for galleries.',
    'link-lifetime': 'Links last {{days}} days at most: what is shared for longer needs a new link.',
    cors: 'Pages of other addresses cannot show these photos: galleries lie in the same bucket as their photos.',
    expiry: 'Nothing deletes itself here: what has ended goes when CAOS runs the next time.',
    tiers: 'There is one storage tier only: old albums cannot move to a cheaper one.',
    'public-read': 'A bucket cannot be opened to everyone: use links.',
    versioning: 'The store keeps no older versions: what is deleted cannot be brought back.',
    usage: 'The store does not tell how much it holds: CAOS counts every object, which takes a while.',
  } satisfies Record<ProbeCheck, string>,
  tiersAre: 'Storage tiers: {{tiers}}.',
  leftover: '“{{leftover}}” could not be taken away again: delete it by hand.',
  albumsInBucket: 'Albums become folders in the bucket you named.',
  untriedNow: 'It could not be tried just now: {{why}}',
  damagedParts:
    'The store keeps a damaged part without a word: CAOS compares the whole file after each upload and sends again.',
  openToAll:
    'The store gives its objects to everyone, with whatever signature: nothing may be shared from it. Make the account private first.',
  linkHour:
    'Links last one hour only, as far as could be seen: nothing can be shared for days from this store.',
};

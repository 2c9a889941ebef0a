/** One sentence or two for every error code: what happened and what to do now. */
import type { ErrorCode } from '../../../src-shared/app-error';

export const errors = {
  'bad-input': 'This cannot be used as it is. Check what was entered.',
  'not-found': 'It is not there any more. Go back and look again.',
  'already-exists': 'The name is taken. Choose another one.',
  cancelled: 'It was cancelled.',
  'profile-busy': 'CAOS is open already with this profile. Use the window that is open, or close it first.',
  'file-missing': 'The file or folder is gone. Plug the disk or card in, or choose it again.',
  'file-denied':
    'There is no permission to read this file or folder. Allow it in the system’s file manager and try again.',
  'file-changed': 'The file changed while it was read. It will be tried again.',
  'disk-full':
    'The disk of this computer is full. Free some space and try again; nothing that was done is lost.',
  io: 'A disk of this computer could not be read or written. Check the disk or card and try again.',
  'key-refused': 'The store refused the access key or its secret. Check both in Storage.',
  'access-denied':
    'The key works, but it may not do this. Ask the store’s owner for the right, or use another key.',
  'not-owner':
    'This album belongs to somebody else, so it stays as it is. Sign in as its owner, or ask them.',
  'wrong-region': 'The bucket lives in another region. Correct the region in Storage.',
  'clock-skew':
    'This computer’s clock differs too much from the store’s. Set the date and time to automatic and try again.',
  'host-unknown': 'No computer has this address. Check the address and the internet connection.',
  unreachable:
    'The store does not answer. Check the internet connection; it goes on by itself when the store is back.',
  tls: 'The store’s certificate is not trusted, so nothing was sent. Check the address, or ask the store’s owner.',
  'bucket-taken': 'The bucket name belongs to someone else. Choose another one.',
  'bucket-name': 'The bucket name is not allowed. Use 3 to 63 lower-case letters, digits and hyphens.',
  'bucket-missing': 'The bucket does not exist any more. Check in the store whether it was deleted.',
  precondition: 'Something else changed it first, so it was left as it is. Look again and repeat.',
  integrity: 'What arrived differs from what was read, so it was not kept. It will be sent again.',
  archived: 'The object is in an archive. Restore it in the store first.',
  quota: 'The store is full for this account. Free space there or get more.',
  throttled: 'The store asks to slow down. It goes on by itself in a moment.',
  'store-busy': 'The store has a problem of its own. It is tried again by itself.',
  unsupported: 'This store cannot do that.',
  'uploads-held': 'Uploads are paused, or wait for what Settings ask for. It goes on with them.',
  'upload-gone': 'The store no longer knows the unfinished upload. It begins again by itself.',
  'mail-set-up': 'There is no mail account yet. Set it up in Settings, then mails go out by themselves.',
  'mail-sign-in':
    'The mail server refused the user name or password. Many services want an app password here: check both in Settings.',
  'mail-unreachable':
    'The mail server does not answer. Check the internet connection and the address and port in Settings; it is tried again by itself.',
  'mail-tls':
    'No secure connection to the mail server could be made, so nothing was sent. Check the address, port and encryption in Settings.',
  'mail-later': 'The mail server asks to try again later. That happens by itself.',
  'mail-recipient': 'The mail server does not take mail for this address. Check the address.',
  'mail-letters':
    'The mail server knows only the letters a to z before the @ of an address. Use another address, or tell the person some other way.',
  'mail-refused': 'The mail server refused this mail. Read its answer, and check the sender in Settings.',
  'mail-size': 'The mail server takes no mail of this size. Use a smaller logo or a shorter text.',
  'mail-unsure':
    'The connection ended while this mail was handed over, so it may have arrived. Ask the person, then send it again or mark it as arrived.',
  'mail-gone': 'What this mail would bring has ended. Delete it, and send a new one if it is still needed.',
  'too-many-codes': 'Too many codes were asked for. Wait a quarter of an hour, or use one that you got.',
  'share-link': 'That is not a whole link of a share. Copy all of it from the mail, with the part behind #.',
  'share-asks': 'This link asks you for photos. Open it in a browser to send them.',
  'share-not-https':
    'This link is not encrypted on its way, and its computer is not in your own network. Ask for a link that begins with https.',
  'share-code':
    'The code does not open this link. Check it: it has ten characters, and every person has their own.',
  'share-ended': 'This share has ended, or the link is not valid any more. Ask its sender for a new one.',
  'share-damaged':
    'What came is not what the sender sealed, or is older than what was seen before. Nothing of it was taken; try again later.',
  'share-newer': 'This share was made by a newer CAOS. Update CAOS, then open it again.',
  'read-only':
    'This album was shared with you: only its sender can change it. Download the photos to work with them.',
  'media-broken': 'The picture cannot be decoded. The file itself is kept as it is.',
  'media-timeout': 'Decoding the picture took too long. The file itself is kept as it is.',
  'media-crashed': 'The decoder failed on this picture. The file itself is kept as it is.',
  vault: 'The stored secrets cannot be read or written. Unlock the system’s keyring and start CAOS again.',
  internal:
    'Something went wrong inside CAOS. Nothing already stored is lost. Try again, or start CAOS again.',
} satisfies Record<ErrorCode, string>;

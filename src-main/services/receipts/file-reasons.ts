/** Why a file speaks against formatting, in words for a person. */
import type { WireError } from '../../../src-shared/app-error';

export const reasons = {
  onItsWay: {
    code: 'unreachable',
    message: 'It is still on its way to the store. Check again when the import has ended.',
    retry: 'later',
  },
  notTakenUp: { code: 'cancelled', message: 'It was not stored. Import it again.', retry: 'after-user' },
  forgotten: {
    code: 'not-found',
    message: 'It was stored, and is not in the album any more. Import it again before you erase anything.',
    retry: 'after-user',
  },
  notCompared: {
    code: 'integrity',
    message: 'It could not be compared with what is stored. Put the card in and check again.',
    retry: 'after-user',
  },
  changedHere: {
    code: 'file-changed',
    message: 'The file on the card is not the one that was stored. Import the card again.',
    retry: 'after-user',
  },
  newHere: {
    code: 'not-found',
    message: 'It came onto the card after the import. Import the card again.',
    retry: 'after-user',
  },
  outside: {
    code: 'not-found',
    message: 'It lies on the card beside what was imported. Import the whole card.',
    retry: 'after-user',
  },
  onTheCard: {
    code: 'precondition',
    message: 'This place lies on the card itself: formatting erases both. Store it somewhere else.',
    retry: 'after-user',
  },
  otherKind: {
    code: 'unsupported',
    message: 'CAOS does not store files of this kind. Copy it somewhere else before you erase anything.',
    retry: 'after-user',
  },
  notInEachPlace: {
    code: 'not-found',
    message: 'It is not in each of the places of this ingest. Take the card in again.',
    retry: 'after-user',
  },
} satisfies Record<string, WireError>;

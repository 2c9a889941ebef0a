/** English of the page that asks for photos. */
import type { ArrivalKind } from '../../../src-shared/domain/request-page';

const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);

export const requestEn = {
  from: (name: string) => (name === '' ? 'Photos, please' : `${name} asks you for photos`),
  open: 'Go on',
  ours: 'Sealed with CAOS. Only the photographer can open what you send.',
  kinds: { photos: 'photos', raw: 'RAW', videos: 'videos' } satisfies Record<ArrivalKind, string>,
  limits: (count: number, size: string) => `up to ${files(count)}, ${size}`,
  drop: 'Drop photos here',
  choose: 'Choose photos',
  chooseFolder: 'Choose a folder',
  keepOpen:
    'Keep this page open until everything is sent. If it is interrupted, choose the same photos again: what arrived is not sent twice.',
  files: 'Chosen files',
  progress: (sent: number, all: number, sentSize: string, allSize: string) =>
    `${sent} of ${files(all)} sent, ${sentSize} of ${allSize}`,
  allSent: (count: number, name: string) =>
    `${files(count)} sent. ${name === '' ? 'The photographer' : name} gets them from here; you can close this page.`,
  pause: 'Pause',
  resume: 'Go on',
  waiting: 'waiting',
  sent: 'sent',
  unreadable: 'It cannot be read any more. Choose it again.',
  again: 'It arrived damaged. Choose it again, please.',
  rowProgress: (sent: string, all: string) => `${sent} of ${all}`,
  more: (count: number) => `and ${files(count)} more`,
  refusals: {
    empty: () => 'The file is empty.',
    name: () => 'Its name is too long.',
    type: () => 'This is neither a photo nor a video.',
    'not-asked': () => 'This kind of file was not asked for.',
    'too-many': (count: number) => `No more than ${files(count)} may be sent.`,
    'too-big': (_count: number, size: string) => `No more than ${size} may be sent.`,
  },
  words: (name: string) => (name === '' ? 'A few words to the photographer' : `A few words to ${name}`),
  sendWords: 'Send the words',
  wordsSent: 'Sent.',
  faults: {
    offline: 'There is no connection. It goes on by itself once there is one.',
    busy: 'The photo store is busy. It goes on by itself in a while.',
    ended:
      'The time for sending is over, or the link was renewed. Open the newest link from your messages, or ask the photographer.',
    gone: 'The photographer has closed this request. Ask for a new link.',
    full: 'There is no room for more. Ask the photographer for a new link.',
    changed: 'A file cannot be read any more. Choose it again.',
  },
};

/** English: the reference for every sentence of the guest page. */
import type { GuestFault } from '../engine-protocol';
import { requestEn } from './request-en';

const photos = (count: number) => (count === 1 ? '1 photo' : `${count} photos`);
const videos = (count: number) => (count === 1 ? '1 video' : `${count} videos`);

export const en = {
  language: 'English',
  switchLanguage: '한국어',
  loading: 'Opening …',
  ours: 'Sealed with CAOS. Only this link and your code open it; the photographer sees when you do.',
  // the door
  photosFrom: (name: string) => (name === '' ? 'Photos for you' : `Photos from ${name}`),
  madeFor: (name: string) => `For ${name}`,
  openUntil: (date: string) => `Open until ${date}`,
  renewedUntil: (date: string) => `Open until ${date} at least, and renewed by then`,
  code: 'Your code',
  codePlace: 'It came in a message of its own. Capitals, spaces and dashes do not matter.',
  codeLeft: (count: number) => (count === 1 ? 'One more character' : `${count} more characters`),
  codeTooLong: 'A code has ten characters; this is longer.',
  codeForeign: (characters: string) => `No code contains ${characters}. Look again at that place.`,
  open: 'Open the gallery',
  openInCaos: 'Open in CAOS',
  deriving: 'Unlocking. This is slow on purpose, so that nobody can guess the code.',
  fetching: 'The code is right. Fetching the gallery …',
  wrongCode: 'That code does not open this gallery. Compare it with the message, character by character.',
  // trouble
  troubles: {
    link: {
      title: 'This link is not complete',
      text: 'Part of it was lost on the way here. Open it again from the message, or copy the whole address.',
    },
    expired: {
      title: 'This gallery has closed',
      text: 'Its time is over. Ask the photographer if you need the photos again.',
    },
    framed: {
      title: 'Open this page by itself',
      text: 'Another page shows this gallery inside itself. Open the link from your message instead.',
    },
    browser: {
      title: 'This browser cannot open the gallery',
      text: 'Use a current Chrome, Firefox, Safari, Edge or Samsung Internet.',
    },
    page: {
      title: 'This page is damaged',
      text: 'It is not as the photographer made it. Ask for a new link.',
    },
  },
  faults: {
    offline: 'The photos cannot be reached. Check your connection, then try again.',
    ended:
      'The access to these photos has ended or was renewed. Open the link from your message again; if that does not help, ask the photographer.',
    gone: 'The photographer has closed this gallery. Ask for a new link if you need the photos.',
    busy: 'The photo store is busy. Wait a minute, then try again.',
    damaged: 'A file is not as the photographer stored it, so it is not shown. Ask the photographer.',
    unsupported: 'This browser cannot do that. Try a current Chrome, Firefox, Safari or Edge.',
    full: 'There is not enough space for it on this device. Free some, then try again.',
    'too-large': 'The file is too large for this browser. Open the link in Chrome or Edge on a computer.',
    changed: 'A file cannot be read any more. Choose it again.',
    cancelled: 'Stopped.',
    internal: 'This did not work. Load the page again.',
  } satisfies Record<GuestFault, string>,
  again: 'Try again',
  request: requestEn,
  // the gallery
  counts: (photoCount: number, videoCount: number) =>
    [photoCount > 0 || videoCount === 0 ? photos(photoCount) : '', videoCount > 0 ? videos(videoCount) : '']
      .filter(Boolean)
      .join(' · '),
  gallery: 'Photos',
  show: 'Show',
  all: 'All',
  chosen: 'Chosen',
  nothingChosen: 'Nothing chosen yet. Open a photo and tap the heart.',
  download: 'Download',
  photoNumber: (number: number, total: number) => `Photo ${number} of ${total}`,
  videoNumber: (number: number, total: number) => `Video ${number} of ${total}`,
  hearted: 'hearted',
  marked: (colour: string) => `marked ${colour}`,
  withNote: 'with a note',
  writeTo: (name: string) => `Write to ${name}`,
  // one photo
  close: 'Close',
  previous: 'Previous',
  next: 'Next',
  zoomIn: 'Zoom in',
  zoomOut: 'Whole picture',
  heart: 'Heart',
  colours: {
    none: 'No colour',
    red: 'Red',
    yellow: 'Yellow',
    green: 'Green',
    blue: 'Blue',
    purple: 'Purple',
  },
  note: 'Note',
  notePlace: 'For the photographer: lighter, closer, larger …',
  noteDone: 'Done',
  play: 'Play',
  /** null: how much of it is there does not say when it begins. */
  loadingFilm: (percent: number | null) =>
    percent === null ? 'Fetching the video …' : `Fetching the video: ${percent} %`,
  notShown: 'This picture could not be shown.',
  // sending
  chosenCount: (count: number) => (count === 1 ? '1 chosen' : `${count} chosen`),
  send: 'Send my choice',
  sendAgain: 'Send again',
  sendTitle: 'Send your choice',
  sendTo: (name: string) =>
    name === ''
      ? 'The photographer gets what you chose and wrote.'
      : `${name} gets what you chose and wrote.`,
  message: 'A few words with it (may stay empty)',
  sending: 'Sending …',
  sent: (time: string) => `Sent ${time}. Change anything and send it again.`,
  unsent: 'Not sent yet',
  cancel: 'Cancel',
  sendFull: 'There is no place left for another choice. Tell the photographer directly.',
  // saving
  saveTitle: 'Download',
  saveOne: 'Download this one',
  saveAll: 'All',
  saveChosen: 'Chosen ones',
  which: 'Which photos',
  size: 'Size',
  original: 'Originals',
  web: 'For screens',
  originalHint: 'as they were taken',
  webHint: '2048 pixels, quick to fetch',
  saveFiles: (count: number, size: string) => `${count === 1 ? '1 file' : `${count} files`}, ${size}`,
  saveStart: 'Download',
  savePart: (number: number, total: number) => `Part ${number} of ${total}`,
  saveRunning: (done: string, total: string) => `${done} of ${total}`,
  saveTimeLeft: (minutes: number) => (minutes <= 1 ? 'about a minute left' : `about ${minutes} minutes left`),
  saveDone: 'Saved to your downloads',
  saveParts: 'It comes in parts that every program can open.',
  saveKeepOpen: 'Keep this page open until it is done.',
  fileWord: 'photo',
  filmWord: 'video',
  keys: 'Arrows move, H hearts, 6 to 9 colour, N notes, Z zooms, Esc closes.',
};

export type Words = typeof en;

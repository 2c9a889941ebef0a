/** What the composer tells the page that it previews, and what that asks back (src-renderer/guest/preview). */
import type { GuestLanguage, Photographer, ShareAllow } from './share-page';

/** Beside the app's own page; nothing but this file is ever framed. */
export const PREVIEW_FILE = 'guest-preview.html';

export const previewParts = ['code', 'gallery', 'photo'] as const;
export type PreviewPart = (typeof previewParts)[number];

/** All that a person writes and chooses. */
export interface PreviewWords {
  language: GuestLanguage;
  title: string;
  message: string;
  /** '' for nobody's. */
  recipientName: string;
  photographer: Photographer;
  /** As a data: address; null: none. */
  logo: string | null;
  endsAtMs: number;
  allow: ShareAllow;
  showFileNames: boolean;
  watermark: string | null;
  /** Id of the photo at the head; null: the first one. */
  cover: number | null;
  /** As on a computer, where CAOS may be installed. */
  desktop: boolean;
}

export interface PreviewPhoto {
  /** What the picture is asked for by. */
  id: number;
  kind: 'photo' | 'video';
  title: string;
  caption: string;
  fileName: string;
  width: number;
  height: number;
  takenAtMs: number | null;
  durationMs: number | null;
  thumbHash: string;
  hasPicture: boolean;
  /** About. */
  webBytes: number;
  originalBytes: number;
}

export type ToPreview =
  | { say: 'words'; words: PreviewWords }
  | { say: 'photos'; photos: PreviewPhoto[] }
  | { say: 'part'; part: PreviewPart }
  /** The answer to `picture`; null: there is none. */
  | { say: 'picture'; ask: number; picture: Blob | null };

export type FromPreview =
  | { say: 'ready' }
  | { say: 'picture'; ask: number; photo: number; size: 'thumb' | 'web' }
  /** The person went on by themselves. `photo`: the one that fills the screen, null when none does. */
  | { say: 'part'; part: PreviewPart; photo: number | null };

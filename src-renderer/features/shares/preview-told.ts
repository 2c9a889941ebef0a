/** What the previewed page is told of a share that is composed. Pure. */
import type { Asset } from '../../../src-shared/domain/asset';
import { shownWords } from '../../../src-shared/domain/edits';
import type { Photographer } from '../../../src-shared/domain/share-page';
import type { PreviewPhoto, PreviewWords } from '../../../src-shared/domain/share-preview';
import { shownBytesOf } from '../../../src-shared/domain/share-sizes';
import type { ShareForm } from './compose-rules';

const dayMs = 86_400_000;

export function wordsOfPreview(
  form: ShareForm,
  given: { photographer: Photographer; logo: string | null; desktop: boolean; nowMs: number },
): PreviewWords {
  const { language, title, message, recipients, days, allow, options } = form;
  const watermark = options.watermark?.trim() ?? '';
  const { photographer, logo, desktop, nowMs } = given;
  return {
    ...{ language, title: title.trim(), message, photographer, logo, desktop },
    recipientName: recipients[0]?.name ?? '',
    // A number that is not typed to its end yet is no share that is over.
    endsAtMs: nowMs + (Number.isFinite(days) && days > 0 ? days : 1) * dayMs,
    allow: { web: allow.web, original: allow.original, pick: allow.pick, comment: allow.comment },
    showFileNames: options.showFileNames,
    watermark: watermark === '' ? null : watermark,
    cover: options.cover ?? null,
  };
}

export function photoOfPreview(asset: Asset): PreviewPhoto {
  const { id, kind, fileName, metadata, edits, sizeBytes, thumbhash, thumbRevision, sortAtMs } = asset;
  const { title = '', caption = '' } = shownWords(metadata, edits);
  return {
    ...{ id, kind, title, caption, fileName },
    width: metadata.widthPx ?? 3,
    height: metadata.heightPx ?? 2,
    takenAtMs: metadata.takenAtLocal === undefined ? null : sortAtMs,
    durationMs: metadata.durationMs ?? null,
    thumbHash: thumbhash ?? '',
    hasPicture: thumbRevision > 0,
    webBytes: shownBytesOf(asset),
    originalBytes: sizeBytes,
  };
}

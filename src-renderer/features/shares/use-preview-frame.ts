/** Speaks with the previewed page: tells it what is written and chosen, and hands it the pictures it asks for. */
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import { DEFAULT_COLOUR, type Identity } from '../../../src-shared/domain/identity';
import type {
  FromPreview,
  PreviewPart,
  PreviewWords,
  ToPreview,
} from '../../../src-shared/domain/share-preview';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { useTranslation } from '../../i18n/use-locale';
import { useSignInStore } from '../../stores/sign-in-store';
import type { ShareForm } from './compose-rules';
import { photoOfPreview, wordsOfPreview } from './preview-told';

export function usePreviewFrame(given: {
  form: ShareForm;
  photos: readonly Asset[];
  part: PreviewPart;
  desktop: boolean;
  onPart: (part: PreviewPart, photo: number | null) => void;
}): RefObject<HTMLIFrameElement | null> {
  const { form, photos, part, desktop, onPart } = given;
  const { i18n } = useTranslation();
  const identity: Identity | null = useSignInStore((state) => state.identity);
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(0);
  /** The part that the page shows: what it told itself is not told back. */
  const knows = useRef<PreviewPart>('gallery');
  const shown = useRef<ReadonlyMap<number, Asset>>(new Map());
  shown.current = useMemo(() => new Map(photos.map((asset) => [asset.id, asset])), [photos]);

  useEffect(() => {
    const hear = ({ source, data }: MessageEvent<FromPreview>): void => {
      if (source === null || source !== frame.current?.contentWindow) return;
      if (data.say === 'ready') setReady((count) => count + 1);
      else if (data.say === 'part') {
        knows.current = data.part;
        onPart(data.part, data.photo);
      } else {
        const { ask } = data;
        void pictureOf(shown.current.get(data.photo), data.size).then((picture) =>
          tell(frame.current, { say: 'picture', ask, picture }),
        );
      }
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [onPart]);

  const words: PreviewWords = wordsOfPreview(form, {
    photographer: {
      name: identity?.name ?? i18n.getFixedT(form.language)('shares.preview.fromYou'),
      email: identity?.email ?? '',
      colour: identity?.colour ?? DEFAULT_COLOUR,
    },
    logo: identity?.logo ?? null,
    desktop,
    nowMs: Date.now(),
  });
  // Only what changed is told; the hour of the end alone is no change.
  const wordsKey = JSON.stringify({ ...words, endsAtMs: form.days });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the words
  useEffect(() => {
    if (ready > 0) tell(frame.current, { say: 'words', words });
  }, [ready, wordsKey]);
  useEffect(() => {
    if (ready > 0) tell(frame.current, { say: 'photos', photos: photos.map(photoOfPreview) });
  }, [ready, photos]);
  useEffect(() => {
    if (ready === 0 || knows.current === part) return;
    knows.current = part;
    tell(frame.current, { say: 'part', part });
  }, [ready, part]);
  return frame;
}

/** To a page of no origin, hence to any: nothing of it is a secret, and nobody else can be in that frame. */
const tell = (frame: HTMLIFrameElement | null, message: ToPreview): void =>
  frame?.contentWindow?.postMessage(message, '*');

/** null: there is none yet. */
async function pictureOf(asset: Asset | undefined, size: 'thumb' | 'web'): Promise<Blob | null> {
  if (asset === undefined) return null;
  const { id, thumbRevision } = asset;
  return (
    (size === 'web' ? await fetched(mediaUrl.preview(id as AssetId, thumbRevision)) : null) ??
    (await fetched(mediaUrl.thumb(id as AssetId, thumbRevision)))
  );
}

async function fetched(address: string): Promise<Blob | null> {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.blob() : null;
  } catch {
    return null;
  }
}

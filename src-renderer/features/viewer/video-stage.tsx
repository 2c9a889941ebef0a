/** A film on the stage: the system's own player, from this computer while the file is there, else streamed from its store. */
import { type CSSProperties, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { WireError } from '../../../src-shared/app-error';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import styles from './video-stage.module.css';
import { whyNot } from './why-not';

export interface VideoHandle {
  play(): void;
  pause(): void;
  /** J: ten seconds back. */
  back(): void;
  /** L: plays; again: faster. */
  on(): void;
}

interface Props {
  ref: Ref<VideoHandle>;
  id: AssetId;
  revision: number;
  hasPoster: boolean;
  /** Width / height as shown. */
  aspect: number;
  name: string;
  codec: string | null;
  /** The keyboard goes back to the viewer after a click on the player, so that arrows change the photo. */
  onTouched: () => void;
}

const stepS = 10;
const rates = [1, 2, 4];

export function VideoStage({ ref, id, revision, hasPoster, aspect, name, codec, onTouched }: Props) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const film = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<{ reason: WireError | null } | null>(null);
  const source = mediaUrl.video(id, revision);
  useEffect(() => {
    const element = film.current;
    // A film that leaves the page goes on loading until it is told otherwise.
    return () => {
      element?.removeAttribute('src');
      element?.load();
    };
  }, []);
  useImperativeHandle(ref, () => ({
    play() {
      const element = film.current;
      if (element?.paused) void element.play().catch(() => undefined);
      else element?.pause();
    },
    pause: () => film.current?.pause(),
    back() {
      const element = film.current;
      if (!element) return;
      element.playbackRate = 1;
      element.currentTime = Math.max(0, element.currentTime - stepS);
    },
    on() {
      const element = film.current;
      if (!element) return;
      if (!element.paused)
        element.playbackRate =
          rates[Math.min(rates.length - 1, rates.indexOf(element.playbackRate) + 1)] ?? 1;
      else element.playbackRate = 1;
      void element.play().catch(() => undefined);
    },
  }));

  if (trouble !== null) {
    const words =
      trouble.reason === null
        ? t('viewer.video.cannotPlay', { codec: codec?.toUpperCase() ?? '?' })
        : t('viewer.video.cannotReach', { reason: sentence(trouble.reason) });
    return (
      <div className={styles.place}>
        {hasPoster && <img className={styles.poster} src={mediaUrl.thumb(id, revision)} alt={name} />}
        <p className={styles.words} role="status">
          {words}
        </p>
      </div>
    );
  }
  return (
    <div className={styles.place}>
      <div className={styles.frame} style={{ '--aspect': aspect } as CSSProperties}>
        <video
          ref={film}
          className={styles.film}
          src={source}
          {...(hasPoster && { poster: mediaUrl.thumb(id, revision) })}
          preload="metadata"
          controls
          controlsList="nodownload noremoteplayback noplaybackrate"
          disablePictureInPicture
          aria-label={t('viewer.video.label', { name })}
          onPointerUp={onTouched}
          onError={() => void whyNot(source).then((reason) => setTrouble({ reason }))}
        />
      </div>
    </div>
  );
}

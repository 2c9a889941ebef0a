/** What the viewer shows where no picture can be: a video, a broken file, a photo that went away. */
import { CircleSlash, ImageOff, Video } from 'lucide-react';
import { useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { formatBytes, formatClock } from '../../ui/format';
import styles from './no-stage.module.css';

export interface NoStageProps {
  kind: 'video' | 'broken' | 'gone';
  asset: Asset | null;
  revision: number;
}

export function NoStage({ kind, asset, revision }: NoStageProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const [posterFailed, setPosterFailed] = useState(false);
  if (kind === 'gone') {
    return (
      <div className={styles.place}>
        <CircleSlash size={40} strokeWidth={1.25} aria-hidden />
        <p className={styles.title}>{t('viewer.gone')}</p>
      </div>
    );
  }
  const metadata = asset?.metadata;
  const facts =
    kind === 'video' && asset && metadata
      ? [
          metadata.durationMs !== undefined && formatClock(metadata.durationMs),
          metadata.widthPx !== undefined &&
            metadata.heightPx !== undefined &&
            `${metadata.widthPx} × ${metadata.heightPx}`,
          metadata.videoCodec?.toUpperCase(),
          formatBytes(asset.sizeBytes, locale),
        ].filter((fact) => typeof fact === 'string')
      : [];
  const isKept = asset?.state === 'stored';
  const isLost = asset?.state === 'failed' || asset?.state === 'cancelled';
  return (
    <div className={styles.place}>
      {kind === 'video' && asset && revision > 0 && !posterFailed ? (
        <img
          className={styles.poster}
          src={mediaUrl.thumb(asset.id, revision)}
          alt=""
          onError={() => setPosterFailed(true)}
        />
      ) : kind === 'video' ? (
        <Video size={40} strokeWidth={1.25} aria-hidden />
      ) : (
        <ImageOff size={40} strokeWidth={1.25} aria-hidden />
      )}
      <h2 className={styles.title}>
        {kind === 'video' ? (asset?.fileName ?? t('viewer.videoTitle')) : t('viewer.brokenTitle')}
      </h2>
      {facts.length > 0 && <p className={styles.facts}>{facts.join('   ')}</p>}
      {kind === 'broken' && asset?.mediaError && <p className={styles.text}>{sentence(asset.mediaError)}</p>}
      <p className={styles.text}>
        {kind === 'video' && !isLost
          ? t('viewer.videoText')
          : t(isKept ? 'viewer.keptStored' : isLost ? 'viewer.keptNot' : 'viewer.keptWaiting')}
      </p>
    </div>
  );
}

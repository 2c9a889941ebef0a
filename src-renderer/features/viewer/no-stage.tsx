/** What the viewer shows where no picture can be: a broken file, a photo that went away. */
import { CircleSlash, ImageOff } from 'lucide-react';
import type { Asset } from '../../../src-shared/domain/asset';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import styles from './no-stage.module.css';

export interface NoStageProps {
  kind: 'broken' | 'gone';
  asset: Asset | null;
}

export function NoStage({ kind, asset }: NoStageProps) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  if (kind === 'gone') {
    return (
      <div className={styles.place}>
        <CircleSlash size={40} strokeWidth={1.25} aria-hidden />
        <p className={styles.title}>{t('viewer.gone')}</p>
      </div>
    );
  }
  const isKept = asset?.state === 'stored';
  const isLost = asset?.state === 'failed' || asset?.state === 'cancelled';
  return (
    <div className={styles.place}>
      <ImageOff size={40} strokeWidth={1.25} aria-hidden />
      <h2 className={styles.title}>{t('viewer.brokenTitle')}</h2>
      {asset?.mediaError && <p className={styles.text}>{sentence(asset.mediaError)}</p>}
      <p className={styles.text}>
        {t(isKept ? 'viewer.keptStored' : isLost ? 'viewer.keptNot' : 'viewer.keptWaiting')}
      </p>
    </div>
  );
}

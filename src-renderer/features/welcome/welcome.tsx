/** The first screen: works without any account, and says where photos go. */
import { FolderInput, Images } from 'lucide-react';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSettingsStore } from '../../stores/settings-store';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { usePickImport } from '../import/use-pick-import';
import styles from './welcome.module.css';

/** Shapes of the empty frames behind the words, as a contact sheet has them: rows of width / height. */
const frames: number[][] = [
  [1.5, 0.67, 1.5, 1.5, 0.75, 1.33],
  [0.67, 1.5, 1.78, 0.67, 1.5, 1.5],
  [1.5, 1.5, 0.75, 1.5, 0.67, 1.78],
  [1.33, 0.67, 1.5, 1.5, 1.5, 0.67],
];

export function Welcome() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const pickImport = usePickImport();
  const go = useNavigationStore((state) => state.go);
  const openDialog = useDialogsStore((state) => state.open);
  const builtIn = useConnectionsStore((state) => state.connections.find((connection) => connection.builtIn));
  const { busy, error, run } = useDialogAct();
  const folder = builtIn?.config.kind === 'local' ? builtIn.config.root : null;

  const leave = (): void =>
    void useSettingsStore
      .getState()
      .change({ welcomed: true })
      .catch(() => undefined);
  async function trySamples(): Promise<void> {
    await run(async () => {
      const { albumId } = await call('imports.samples', {});
      leave();
      useNavigationStore.getState().openAlbum(albumId);
    });
  }

  return (
    <div className={styles.welcome}>
      <div className={styles.sheet} aria-hidden>
        {frames.map((row) => (
          <svg
            aria-hidden
            key={row.join()}
            className={styles.row}
            preserveAspectRatio="xMidYMid slice"
            viewBox={`0 0 ${row.reduce((sum, aspect) => sum + aspect, 0) * 100 + 50} 100`}
          >
            {row.map((aspect, index) => (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: the frames never change
                key={index}
                x={row.slice(0, index).reduce((sum, before) => sum + before * 100 + 10, 0)}
                width={aspect * 100}
                height="100"
                rx="1.5"
              />
            ))}
          </svg>
        ))}
      </div>
      <div className={styles.center}>
        <h1 className={styles.title}>{t('welcome.title')}</h1>
        <div className={styles.target}>
          <p className={styles.drop}>{t('welcome.drop')}</p>
          <div className={styles.actions}>
            <Button
              tone="main"
              size="large"
              icon={<FolderInput size={17} aria-hidden />}
              onClick={() => void pickImport(null)}
            >
              {t('welcome.choose')}
            </Button>
            <Button
              size="large"
              icon={<Images size={17} aria-hidden />}
              disabled={busy}
              focusableWhenDisabled
              onClick={() => void trySamples()}
            >
              {t('welcome.samples')}
            </Button>
          </div>
          {error !== null && (
            <Notice tone="danger" text={`${t('welcome.samplesFailed')}. ${sentence(error)}`} />
          )}
        </div>
        {folder !== null && (
          <p className={styles.place}>
            {t('welcome.place')} <bdi data-selectable>{folder}</bdi>
          </p>
        )}
        <p className={styles.place}>{t('welcome.keep')}</p>
        <div className={styles.others}>
          <Button
            tone="quiet"
            onClick={() => {
              leave();
              go('connections');
              openDialog({ kind: 'add-connection' });
            }}
          >
            {t('welcome.connect')}
          </Button>
          <Button
            tone="quiet"
            onClick={() => {
              leave();
              go('albums');
            }}
          >
            {t('welcome.skip')}
          </Button>
        </div>
      </div>
    </div>
  );
}

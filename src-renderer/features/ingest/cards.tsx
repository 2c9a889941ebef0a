/** The cards that are plugged in, in the sidebar; a click asks what to do with one. Nothing starts by itself. */
import { ArrowUpFromLine, FolderInput, FolderOpen, MemoryStick } from 'lucide-react';
import type { Card } from '../../../src-shared/domain/ingest';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useImportRequestStore } from '../../stores/import-request-store';
import { useIngestsStore } from '../../stores/ingests-store';
import { IconButton } from '../../ui/button';
import { formatBytes, formatCount } from '../../ui/format';
import { ContextMenu, type MenuEntry } from '../../ui/menu';
import { say } from '../../ui/toast';
import styles from './cards.module.css';
import { newOn } from './ingest-rules';

/** The heading has the look of those around it. */
export function Cards({ headingClass }: { headingClass: string | undefined }) {
  const { t } = useTranslation();
  const cards = useIngestsStore((state) => state.cards);
  if (cards.length === 0) return null;
  return (
    <section className={styles.cards} aria-label={t('ingest.cards')}>
      <h2 className={headingClass}>{t('ingest.cards')}</h2>
      <ul>
        {cards.map((card) => (
          <CardItem key={card.path} card={card} />
        ))}
      </ul>
    </section>
  );
}

/** `312 photos, 18 GB`, and `40 new` where that is known. */
export function useCardFacts(): (card: Card) => { facts: string; news: string | null } {
  const { t } = useTranslation();
  const locale = useLocale();
  return (card) => {
    if (card.fileCount === 0) return { facts: t('ingest.card.empty'), news: null };
    const fresh = newOn(card);
    const words = {
      photos: t('ingest.card.photos', { count: card.fileCount, n: formatCount(card.fileCount, locale) }),
      size: formatBytes(card.totalBytes, locale),
    };
    return {
      facts: t(card.counted === 'all' ? 'ingest.card.facts' : 'ingest.card.factsAtLeast', words),
      news:
        fresh === null
          ? null
          : fresh === 0
            ? t('ingest.card.nothingNew')
            : t('ingest.card.new', { count: fresh, n: formatCount(fresh, locale) }),
    };
  };
}

/** One sheet at a time: what was dropped before makes room. */
export function takeIn(paths: string[]): void {
  useImportRequestStore.getState().clear();
  useDialogsStore.getState().open({ kind: 'ingest', paths });
}

function CardItem({ card }: { card: Card }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { facts, news } = useCardFacts()(card);
  async function eject(): Promise<void> {
    try {
      await call('ingests.eject', { path: card.path });
      say({ title: t('ingest.card.ejected', { name: card.name }) });
    } catch (error) {
      say({
        title: t('ingest.card.ejectFailed', { name: card.name }),
        text: sentence(asAppError(error)),
        error: true,
      });
    }
  }
  const entries: MenuEntry[] = [
    {
      id: 'take',
      label: t('ingest.card.take'),
      icon: <FolderInput size={15} aria-hidden />,
      onSelect: () => takeIn([card.path]),
    },
    {
      id: 'show',
      label: t('ingest.card.show'),
      icon: <FolderOpen size={15} aria-hidden />,
      onSelect: () => void desktop().revealPath(card.path),
    },
    ...(card.ejectable
      ? [
          {
            id: 'eject',
            label: t('ingest.card.eject'),
            icon: <ArrowUpFromLine size={15} aria-hidden />,
            onSelect: () => void eject(),
          },
        ]
      : []),
  ];
  return (
    <ContextMenu entries={entries}>
      <li className={styles.card}>
        <button type="button" className={styles.open} title={card.path} onClick={() => takeIn([card.path])}>
          <MemoryStick size={15} aria-hidden />
          <span className={styles.words}>
            <span className={styles.first}>
              <span className={styles.name}>{card.name}</span>
              {news !== null && <span className={styles.facts}>{news}</span>}
            </span>
            <span className={styles.facts}>{facts}</span>
          </span>
        </button>
        {card.ejectable && (
          <IconButton
            label={`${t('ingest.card.eject')}: ${card.name}`}
            size="small"
            icon={<ArrowUpFromLine size={14} aria-hidden />}
            onClick={() => void eject()}
          />
        )}
      </li>
    </ContextMenu>
  );
}

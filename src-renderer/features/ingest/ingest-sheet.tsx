/** Takes in a card or folder: which one, when none was named, and then how. */
import { FolderOpen, MemoryStick } from 'lucide-react';
import { useState } from 'react';
import { desktop } from '../../bridge/client';
import { useTranslation } from '../../i18n/use-locale';
import { useIngestsStore } from '../../stores/ingests-store';
import { Button } from '../../ui/button';
import { Sheet } from '../../ui/sheet';
import { RequestSheet } from '../import/request-sheet';
import { useCardFacts } from './cards';
import styles from './ingest.module.css';

export function IngestSheet({ paths: given, onClose }: { paths: string[] | null; onClose: () => void }) {
  const { t } = useTranslation();
  const cards = useIngestsStore((state) => state.cards);
  const facts = useCardFacts();
  const [chosen, setChosen] = useState<string[] | null>(given);
  if (chosen !== null)
    return <RequestSheet key={chosen.join('\n')} paths={chosen} albumId={null} ingest onClose={onClose} />;
  async function choose(): Promise<void> {
    const picked = await desktop().pickPaths();
    if (picked.length > 0) setChosen(picked);
  }
  const [first] = cards;
  return (
    <Sheet
      open
      onClose={onClose}
      onSubmit={() => first !== undefined && setChosen([first.path])}
      title={t('ingest.choose.title')}
      footer={<Button onClick={onClose}>{t('common.cancel')}</Button>}
    >
      <p>{t('ingest.choose.text')}</p>
      {cards.length > 0 && (
        <ul className={styles.choices} aria-label={t('ingest.choose.cards')}>
          {cards.map((card) => (
            <li key={card.path}>
              <Button icon={<MemoryStick size={15} aria-hidden />} onClick={() => setChosen([card.path])}>
                {[card.name, facts(card).facts, facts(card).news].filter(Boolean).join(' · ')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button
          icon={<FolderOpen size={15} aria-hidden />}
          onClick={() => void choose().catch(() => undefined)}
        >
          {t('ingest.choose.folder')}
        </Button>
      </div>
    </Sheet>
  );
}

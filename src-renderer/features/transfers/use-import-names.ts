/** What an import is called: its album, and the card or folder it came from. */
import type { ImportRun } from '../../../src-shared/domain/transfer';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useIngestsStore } from '../../stores/ingests-store';
import { formatDateTime, formatTime, isSameDay } from '../../ui/format';
import { lastName } from './groups';

export interface ImportNames {
  title: string;
  /** `from EOS_DIGITAL`, `Copy on Studio S3 · from EOS_DIGITAL` */
  source: string;
  /** Whole paths, one a line. */
  paths: string;
}

export function useImportNames(run: ImportRun): ImportNames {
  const { t } = useTranslation();
  const album = useAlbum(run.albumId);
  const ingest = useIngestsStore((state) => (run.ingestId === null ? null : state.ingests[run.ingestId]));
  const first = ingest?.name ?? lastName(run.roots[0] ?? '');
  const more = ingest ? 0 : run.roots.length - 1;
  const from =
    more > 0
      ? t('transfers.group.fromMore', { source: first, count: more, n: String(more) })
      : t('transfers.group.from', { source: first });
  const copy = album?.copyOf != null ? [t('transfers.group.copy', { place: album.connectionName })] : [];
  return {
    title: album?.title ?? t('transfers.group.gone'),
    source: [...copy, from].join(' · '),
    paths: run.roots.join('\n'),
  };
}

/** `10:11 AM` today, `May 1, 2024, 10:11 AM` before. */
export function useWhen(): (atMs: number) => string {
  const locale = useLocale();
  return (atMs) => (isSameDay(atMs, Date.now()) ? formatTime(atMs, locale) : formatDateTime(atMs, locale));
}

/** What guests get less of than was chosen, each photo with its reason: not shared, without its original, without its film. */
import type { Share } from '../../../src-shared/domain/share';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { formatCount } from '../../ui/format';
import styles from './share-view.module.css';
import { filmReason } from './share-words';

type Row = Share['leftOut'][number];

export function LeftOut({ share }: { share: Share }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  return (
    <>
      <List of="leftOut" rows={share.leftOut} reason={sentence} />
      <List
        of="originalsLeftOut"
        rows={share.originalsLeftOut}
        reason={({ params }) => t(`downloads.cannotStrip.${(params?.place ?? 'structure') as 'kind'}`)}
      />
      <List
        of="filmsLeftOut"
        rows={share.filmsLeftOut ?? []}
        reason={(error) =>
          filmReason(share, error)
            .map((part) => t(`shares.filmLeftOut.${part}`))
            .join(' ')
        }
      />
    </>
  );
}

function List(props: {
  of: 'leftOut' | 'originalsLeftOut' | 'filmsLeftOut';
  rows: readonly Row[];
  reason: (error: Row['error']) => string;
}) {
  const { of, rows, reason } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  if (rows.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>
        {t(`shares.${of}`, { count: rows.length, n: formatCount(rows.length, locale) })}
      </h2>
      <ul className={styles.leftOut}>
        {rows.map(({ assetId, fileName, error }) => (
          <li key={assetId}>
            <span data-selectable>{fileName}</span>
            <span className={styles.quiet}>{reason(error)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

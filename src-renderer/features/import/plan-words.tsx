/** What was found in the chosen files, in a sentence. */
import type { ImportPlan } from '../../../src-shared/ipc-contract';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { formatBytes, formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { ProgressBar } from '../../ui/progress-bar';

export function PlanWords({ plan, placeName }: { plan: ImportPlan | null; placeName: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (plan === null) {
    return (
      <div role="status">
        <ProgressBar label={t('import.looking')} share={null} />
        <p>{t('import.looking')}</p>
      </div>
    );
  }
  const words = {
    files: t('common.files', { count: plan.fileCount, formatted: formatCount(plan.fileCount, locale) }),
    size: formatBytes(plan.totalBytes, locale),
    place: placeName,
  };
  const first = plan.missing[0];
  return (
    <>
      {plan.fileCount === 0 ? (
        <Notice tone="danger" text={t('import.nothing')} />
      ) : (
        <p className="tabular" role="status">
          {plan.counted === 'all' ? t('import.whatNew', words) : t('import.whatNewAtLeast', words)}
        </p>
      )}
      {first !== undefined && (
        <Notice
          text={t('import.missing', {
            count: plan.missing.length,
            formatted: formatCount(plan.missing.length, locale),
            first,
          })}
        />
      )}
    </>
  );
}

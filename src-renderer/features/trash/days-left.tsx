/** On a photo in the trash: how many days it stays, or that it only does not show here. */
import type { TFunction } from 'i18next';
import { EyeOff } from 'lucide-react';
import type { Asset } from '../../../src-shared/domain/asset';
import { leavesTrashAtMs } from '../../../src-shared/domain/photo-list';
import { isTrashKey } from '../../../src-shared/domain/trash';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { formatCount } from '../../ui/format';

const DAY_MS = 86_400_000;

/** At least 0; counted up, so that 30 is what one sees first. */
export const daysLeft = (trashedAtMs: number, nowMs: number): number =>
  Math.max(0, Math.ceil((leavesTrashAtMs(trashedAtMs) - nowMs) / DAY_MS));

const onlyHidden = (asset: Asset): boolean => asset.state === 'stored' && !isTrashKey(asset.key);

/** The same for whoever hears it; none of a photo that is not in the trash. */
export function trashWords(asset: Asset | null, t: TFunction, locale: string): string[] {
  if (asset === null || asset.trashedAtMs === null) return [];
  if (onlyHidden(asset)) return [t('trash.hereHint')];
  const count = daysLeft(asset.trashedAtMs, Date.now());
  return [t('trash.left', { count, n: formatCount(count, locale) })];
}

export function DaysLeft({ asset, className }: { asset: Asset; className: string | undefined }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (asset.trashedAtMs === null) return null;
  if (onlyHidden(asset))
    return (
      <span className={className} title={t('trash.hereHint')}>
        <EyeOff size={11} aria-hidden />
      </span>
    );
  const count = daysLeft(asset.trashedAtMs, Date.now());
  const counted = { count, n: formatCount(count, locale) };
  return (
    <span className={className} title={t('trash.leftHint', counted)}>
      <span className="tabular">{t('trash.left', counted)}</span>
    </span>
  );
}

/** Tells the second display which photo is open, and whether there is such a display. */
import { useCallback, useEffect, useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import type { MirroredPhoto, SecondDisplay, Settings } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { desktop } from '../../bridge/client';
import { useTranslation } from '../../i18n/use-locale';
import type { AssetColumns } from '../../stores/asset-columns';
import { say } from '../../ui/toast';
import { kindAt } from './photo-of';

export function useSecondDisplay(
  columns: AssetColumns | null,
  index: number,
  asset: Asset | null,
  ground: Settings['viewerGround'],
): { on: boolean | null; toggle: () => void } {
  const { t } = useTranslation();
  const [state, setState] = useState<SecondDisplay>({ available: false, on: false });
  useEffect(() => {
    let left = false;
    void desktop()
      .secondDisplay('look')
      .then((now) => !left && setState(now));
    const off = desktop().onSecondDisplay(setState);
    return () => {
      left = true;
      off();
    };
  }, []);

  const photo: MirroredPhoto | null =
    columns && index >= 0
      ? {
          id: columns.ids[index] as AssetId,
          revision: columns.thumbRevision[index] as number,
          aspect: columns.aspect[index] as number,
          isPicture: kindAt(columns, index) === 'picture',
          fileName: asset?.fileName ?? '',
          ground,
        }
      : null;
  const key = JSON.stringify(photo);
  // biome-ignore lint/correctness/useExhaustiveDependencies: key stands for photo
  useEffect(() => {
    if (state.on) desktop().showOnSecond(photo);
  }, [key, state.on]);
  useEffect(() => () => desktop().showOnSecond(null), []);

  const toggle = useCallback(() => {
    void desktop()
      .secondDisplay('toggle')
      .then((now) => {
        setState(now);
        if (!now.available) say({ title: t('viewer.secondDisplayNone') });
      });
  }, [t]);
  return { on: state.available ? state.on : null, toggle };
}

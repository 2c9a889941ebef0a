/** Two to four photos side by side: one zoom and place for all, marks of their own; keys act on the one that is framed. */
import { X } from 'lucide-react';
import { type Ref, useImperativeHandle, useRef } from 'react';
import { unpackCull } from '../../../src-shared/domain/cull';
import type { AssetId } from '../../../src-shared/units';
import { useTranslation } from '../../i18n/use-locale';
import type { AssetColumns } from '../../stores/asset-columns';
import { useAssetsStore } from '../../stores/assets-store';
import { IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { CullBar } from '../cull/cull-bar';
import type { CullChange } from '../cull/cull-keys';
import styles from './compare.module.css';
import { stagePhotoOf } from './photo-of';
import { Stage, type StageHandle } from './stage';
import type { View } from './zoom';

interface Props {
  ref: Ref<StageHandle>;
  columns: AssetColumns;
  ids: readonly AssetId[];
  focusId: AssetId;
  view: View;
  onView: (view: View) => void;
  onFocus: (id: AssetId) => void;
  onMark: (id: AssetId, change: CullChange) => void;
  onDrop: (id: AssetId) => void;
  onPercent: (percent: number, zoomed: boolean) => void;
  onPicture: (image: HTMLImageElement | null) => void;
  peaking: boolean;
}

export function Compare({ ref, columns, ids, focusId, ...rest }: Props) {
  const { t } = useTranslation();
  useAssetsStore((state) => state.detailsVersion);
  const details = useAssetsStore((state) => state.details);
  const stages = useRef(new Map<AssetId, StageHandle>());
  useImperativeHandle(ref, () => ({
    toggleZoom: () => stages.current.get(focusId)?.toggleZoom(),
    stepZoom: (direction) => stages.current.get(focusId)?.stepZoom(direction),
  }));
  const shown = ids.filter((id) => columns.rowOf(id) >= 0);
  return (
    <section className={styles.panes} data-count={shown.length} aria-label={t('viewer.compareLabel')}>
      {shown.map((id, at) => {
        const row = columns.rowOf(id);
        const photo = stagePhotoOf(columns, row, details.get(id) ?? null);
        const focused = id === focusId;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame and a legend
          <div
            key={id}
            role="group"
            aria-current={focused}
            aria-label={t('viewer.compareOne', { n: at + 1, total: shown.length, name: photo.name })}
            className={classNames(styles.pane, focused && styles.focused)}
            onPointerDownCapture={() => {
              if (!focused) rest.onFocus(id);
            }}
          >
            <Stage
              ref={(handle) => {
                if (handle) stages.current.set(id, handle);
                return () => void stages.current.delete(id);
              }}
              photo={photo}
              view={rest.view}
              onView={rest.onView}
              peaking={rest.peaking}
              {...(focused && { onPercent: rest.onPercent, onPicture: rest.onPicture })}
            />
            <div className={styles.foot}>
              <span className={styles.name} title={photo.name}>
                {photo.name}
              </span>
              <CullBar
                cull={unpackCull(columns.cull[row] as number)}
                onMark={(change) => rest.onMark(id, change)}
              />
              <IconButton
                size="small"
                label={t('viewer.leaveCompare')}
                tooltipSide="top"
                icon={<X size={16} aria-hidden />}
                onClick={() => rest.onDrop(id)}
              />
            </div>
          </div>
        );
      })}
    </section>
  );
}

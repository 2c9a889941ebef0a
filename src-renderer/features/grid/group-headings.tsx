/** Headings of days or months over their photos: the one in view stays at the top, and marks all of its photos by a press. */
import { CircleCheck } from 'lucide-react';
import { memo } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import type { AssetId } from '../../../src-shared/units';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import type { AssetColumns } from '../../stores/asset-columns';
import { formatCount, formatLongDate, formatMonth } from '../../ui/format';
import styles from './group-headings.module.css';
import { type GroupBy, mostCommon, wallMsOf, type ZoneSteps } from './groups';
import { type GridLayout, groupBottom, groupOfIndex, groupRange } from './layout';

/** Height of a heading, px (group-headings.module.css has the same). */
export const headPx = 40;
/** The place of a group is what most of its first photos say. */
const placeOf = 24;

export interface GroupHeadingsProps {
  layout: GridLayout;
  columns: AssetColumns;
  /** Photos drawn. */
  from: number;
  to: number;
  shiftPx: number;
  paddingPx: number;
  sidePx: number;
  by: GroupBy;
  zones: ZoneSteps;
  details: ReadonlyMap<AssetId, Asset>;
  markedIds: ReadonlySet<AssetId>;
  onMark: (from: number, to: number, isMarked: boolean) => void;
}

export function GroupHeadings(props: GroupHeadingsProps) {
  const { layout, columns, from, to, by, zones, details, markedIds } = props;
  const locale = useLocale();
  if (layout.groupStart.length === 0 || to <= from) return null;
  const first = groupOfIndex(layout, from);
  // One more: its heading may be in sight before its first photo is drawn.
  const last = Math.min(layout.groupStart.length - 1, groupOfIndex(layout, to - 1) + 1);
  const headings = [];
  for (let group = first; group <= last; group++) {
    const range = groupRange(layout, group);
    const wallMs = wallMsOf(columns.sortAtMs, range.from, zones);
    const topPx = layout.groupTop[group] as number;
    headings.push(
      <div
        key={range.from}
        className={styles.group}
        aria-hidden // each photo tells its date itself; Shift+A marks the day by key
        style={{
          top: topPx + props.paddingPx - props.shiftPx,
          height: groupBottom(layout, group) - topPx,
          left: props.sidePx,
          width: layout.widthPx,
        }}
      >
        <Heading
          words={by === 'day' ? formatLongDate(wallMs, locale, 'UTC') : formatMonth(wallMs, locale, 'UTC')}
          place={placeIn(columns, range, details)}
          from={range.from}
          to={range.to}
          isMarked={allMarked(columns, range, markedIds)}
          onMark={props.onMark}
        />
      </div>,
    );
  }
  return headings;
}

const Heading = memo(function Heading(props: {
  words: string;
  place: string | null;
  from: number;
  to: number;
  isMarked: boolean;
  onMark: GroupHeadingsProps['onMark'];
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const count = props.to - props.from;
  return (
    <div className={styles.heading} data-heading>
      <button
        type="button"
        tabIndex={-1}
        className={styles.mark}
        data-marked={props.isMarked}
        title={t(props.isMarked ? 'grid.unmarkGroup' : 'grid.markGroup')}
        onClick={() => props.onMark(props.from, props.to, props.isMarked)}
      >
        <CircleCheck size={16} />
      </button>
      <span className={styles.words}>{props.words}</span>
      {props.place !== null && <span className={styles.fact}>{props.place}</span>}
      <span className={styles.fact}>{t('grid.photos', { count, n: formatCount(count, locale) })}</span>
    </div>
  );
});

function allMarked(
  columns: AssetColumns,
  { from, to }: { from: number; to: number },
  marked: ReadonlySet<AssetId>,
): boolean {
  if (marked.size < to - from) return false;
  for (let row = from; row < to; row++) if (!marked.has(columns.ids[row] as AssetId)) return false;
  return true;
}

/** The words a file itself has for the place; coordinates alone make no heading. */
function placeIn(
  columns: AssetColumns,
  { from, to }: { from: number; to: number },
  details: ReadonlyMap<AssetId, Asset>,
): string | null {
  const places: Array<string | undefined> = [];
  for (let row = from; row < Math.min(to, from + placeOf); row++) {
    const metadata = details.get(columns.ids[row] as AssetId)?.metadata;
    places.push(metadata?.city ?? metadata?.location ?? metadata?.region ?? metadata?.country);
  }
  return mostCommon(places);
}

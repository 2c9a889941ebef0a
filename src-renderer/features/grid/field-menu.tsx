/** The menu under a right click on photos (or the menu key): everything that can be done with the marked ones. */
import {
  CalendarCheck,
  ClipboardCopy,
  Columns2,
  Download,
  Flag,
  FolderOpen,
  ListChecks,
  Maximize2,
  Palette,
  Rocket,
  Send,
  SquareDashed,
  SquareStack,
  Star,
  Trash2,
  Undo2,
} from 'lucide-react';
import { PhotoColour, type PhotoFlag, unpackCull } from '../../../src-shared/domain/cull';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAssetsStore } from '../../stores/assets-store';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { formatCount } from '../../ui/format';
import { MenuEntries, type MenuEntry } from '../../ui/menu';
import { useWordEntries } from '../batch-edit/use-word-entries';
import { useSelectionEntries } from '../selections/use-selection-entries';
import { useShareActs } from '../shares/use-share-acts';
import { useTrashActs } from '../trash/use-trash-acts';
import { markAll, markOthers } from './field-marks';
import { meantIds, type PhotoActs, shownIds, useWaiting } from './photo-acts';
import styles from './photo-field.module.css';

/** `markDay`: null without groups. */
export function FieldMenu({ acts, markDay }: { acts: PhotoActs; markDay: (() => void) | null }) {
  return <MenuEntries entries={useFieldEntries(acts, markDay)} />;
}

function useFieldEntries(acts: PhotoActs, markDay: (() => void) | null): MenuEntry[] {
  const { t } = useTranslation();
  const marked = useMarksStore((state) => state.ids.size);
  const cullEntries = useCullEntries(acts);
  const oneEntries = useOneEntries(acts);
  const moveEntries = useMoveEntries(acts);
  const trashActs = useTrashActs();
  const inTrash = useAssetsStore((state) => state.list?.scope.kind === 'trash');
  const wordEntries = useWordEntries();
  const all: MenuEntry[] = [
    {
      id: 'all',
      label: t('grid.selectAll'),
      icon: <ListChecks size={15} aria-hidden />,
      keys: 'Mod+A',
      onSelect: markAll,
    },
    ...(markDay === null
      ? []
      : [
          {
            id: 'day',
            label: t('grid.markGroup'),
            icon: <CalendarCheck size={15} aria-hidden />,
            keys: 'Shift+A',
            onSelect: markDay,
          },
        ]),
    ...(marked === 0
      ? []
      : [
          {
            id: 'others',
            label: t('grid.markOthers'),
            icon: <SquareDashed size={15} aria-hidden />,
            keys: 'Mod+Shift+I',
            onSelect: markOthers,
          },
        ]),
  ];
  if (marked === 0) return all;
  const restore: MenuEntry[] = inTrash
    ? [
        {
          id: 'restore',
          label: t('trash.restore'),
          icon: <Undo2 size={15} aria-hidden />,
          onSelect: () => void trashActs.restore(shownIds()),
        },
      ]
    : [];
  return [
    ...restore,
    ...oneEntries,
    { id: 'line-cull', separator: true },
    ...cullEntries,
    ...wordEntries,
    { id: 'line-move', separator: true },
    ...moveEntries,
    { id: 'line-marks', separator: true },
    ...all,
    ...(acts.trash === null
      ? []
      : [
          { id: 'line-trash', separator: true as const },
          {
            id: 'trash',
            label: inTrash ? t('trash.deleteMarked') : t('grid.toTrash', { count: marked }),
            icon: <Trash2 size={15} aria-hidden />,
            keys: 'Del',
            tone: 'danger' as const,
            onSelect: acts.trash,
          },
        ]),
  ];
}

function useOneEntries(acts: PhotoActs): MenuEntry[] {
  const { t } = useTranslation();
  const focus = useMarksStore((state) => state.focus);
  const openViewer = useNavigationStore((state) => state.openViewer);
  if (focus === null) return [];
  return [
    {
      id: 'open',
      label: t('grid.openPhoto'),
      icon: <Maximize2 size={15} aria-hidden />,
      keys: 'F',
      onSelect: () => openViewer(focus),
    },
    {
      id: 'compare',
      label: t('grid.compare'),
      icon: <Columns2 size={15} aria-hidden />,
      keys: 'C',
      onSelect: acts.compare,
    },
  ];
}

/** Stars, flag and colour; what the focused photo has is checked. */
function useCullEntries(acts: PhotoActs): MenuEntry[] {
  const { t } = useTranslation();
  const focus = useMarksStore((state) => state.focus);
  const packed = useAssetsStore(({ columns, version }) => {
    const row = focus === null || version < 0 ? -1 : (columns?.rowOf(focus) ?? -1);
    return row < 0 ? 0 : (columns?.cull[row] ?? 0);
  });
  const has = unpackCull(packed);
  const set = (change: Parameters<PhotoActs['cull']>[1]): void => acts.cull(acts.culled(), change);
  const flagKeys = { pick: 'P', reject: 'X', none: 'U' };
  return [
    {
      id: 'stars',
      label: t('cull.rating'),
      icon: <Star size={15} aria-hidden />,
      entries: [5, 4, 3, 2, 1, 0].map((rating) => ({
        id: `stars-${rating}`,
        label: rating === 0 ? t('grid.noStars') : '★'.repeat(rating),
        keys: String(rating),
        checked: has.rating === rating,
        onSelect: () => set({ rating }),
      })),
    },
    {
      id: 'flag',
      label: t('cull.flags'),
      icon: <Flag size={15} aria-hidden />,
      entries: (['pick', 'reject', 'none'] satisfies PhotoFlag[]).map((flag) => ({
        id: `flag-${flag}`,
        label: t(`cull.flag.${flag}`),
        keys: flagKeys[flag],
        checked: has.flag === flag,
        onSelect: () => set({ flag }),
      })),
    },
    {
      id: 'colour',
      label: t('cull.colours'),
      icon: <Palette size={15} aria-hidden />,
      entries: PhotoColour.options.map((colour, at) => ({
        id: `colour-${colour}`,
        label: t(`cull.colour.${colour}`),
        icon: <span className={styles.swatch} data-colour={colour} />,
        // Purple has no key.
        ...(at > 0 && at < 5 && { keys: String(at + 5) }),
        onSelect: () => set({ colour }),
      })),
    },
  ];
}

function useMoveEntries(acts: PhotoActs): MenuEntry[] {
  const { t } = useTranslation();
  const locale = useLocale();
  const ids = useMarksStore((state) => state.ids);
  const stackSizes = useAssetsStore((state) => state.stackSizes);
  const columns = useAssetsStore((state) => state.columns);
  const waiting = useWaiting();
  const selectionEntries = useSelectionEntries(meantIds);
  const shareActs = useShareActs();
  const inTrash = useAssetsStore((state) => state.list?.scope.kind === 'trash');
  const marked = ids.size;
  const inStack = [...ids].some((id) => (columns?.stackTop[columns.rowOf(id)] ?? 0) !== 0);
  const several = marked > 1 || [...ids].some((id) => stackSizes.of(id) > 0);
  return [
    ...selectionEntries,
    ...(inTrash
      ? []
      : [
          {
            id: 'share',
            label: t('shares.markedMenu', { count: marked, n: formatCount(marked, locale) }),
            icon: <Send size={15} aria-hidden />,
            keys: 'Mod+Shift+S',
            onSelect: () => shareActs.composePhotos(meantIds()),
          },
        ]),
    {
      id: 'download',
      label: t('downloads.markedMenu', { count: marked, n: formatCount(marked, locale) }),
      icon: <Download size={15} aria-hidden />,
      keys: 'D',
      onSelect: acts.download,
    },
    ...(waiting.length === 0
      ? []
      : [
          {
            id: 'first',
            label: t('grid.uploadFirst'),
            icon: <Rocket size={15} aria-hidden />,
            onSelect: () => void acts.uploadFirst(waiting),
          },
        ]),
    {
      id: 'reveal',
      label: t('grid.reveal'),
      icon: <FolderOpen size={15} aria-hidden />,
      disabled: marked !== 1,
      onSelect: () => void acts.reveal(),
    },
    {
      id: 'names',
      label: t('grid.copyNames', { count: marked }),
      icon: <ClipboardCopy size={15} aria-hidden />,
      onSelect: () => void acts.copyNames(),
    },
    {
      id: 'stacks',
      label: t('grid.stacks'),
      icon: <SquareStack size={15} aria-hidden />,
      entries: [
        {
          id: 'stack-toggle',
          label: t('grid.toggleStack'),
          keys: 'S',
          disabled: !inStack,
          onSelect: acts.toggleStack,
        },
        { id: 'stack-all', label: t('grid.toggleStacks'), keys: 'Shift+S', onSelect: acts.toggleStacks },
        { id: 'stack-line', separator: true },
        {
          id: 'stack-make',
          label: t('grid.makeStack'),
          keys: 'Mod+G',
          disabled: !several,
          onSelect: () => void acts.stack(),
        },
        {
          id: 'stack-open',
          label: t('grid.unstack'),
          keys: 'Mod+Shift+G',
          disabled: !inStack,
          onSelect: () => void acts.unstack(),
        },
      ],
    },
  ];
}

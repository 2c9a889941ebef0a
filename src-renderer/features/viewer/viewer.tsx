/** The viewer: photos over the whole window, with the keys photographers know. Shown while the navigation store names a photo. */
import { Dialog } from '@base-ui/react/dialog';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { AssetState, assetFlag } from '../../../src-shared/domain/asset';
import { unpackCull } from '../../../src-shared/domain/cull';
import type { AssetId } from '../../../src-shared/units';
import { useTranslation } from '../../i18n/use-locale';
import { useAsset, useAssetsStore } from '../../stores/assets-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSettingsStore } from '../../stores/settings-store';
import { say } from '../../ui/toast';
import { advances, type CullChange, cullKey } from '../cull/cull-keys';
import { useCull } from '../cull/use-cull';
import { undoKey, useUndo } from '../cull/use-undo';
import { Compare } from './compare';
import { comparedWith, useCompareStore } from './compare-store';
import { Filmstrip } from './filmstrip';
import { HistogramPanel } from './histogram-panel';
import { InfoPanel } from './info-panel';
import { NoStage } from './no-stage';
import { kindAt, stagePhotoOf } from './photo-of';
import { Stage, type StageHandle } from './stage';
import { useFullScreen, useIdle } from './use-full-screen';
import { useNearby } from './use-nearby';
import { useSecondDisplay } from './use-second-display';
import { useTravel } from './use-travel';
import { type VideoHandle, VideoStage } from './video-stage';
import styles from './viewer.module.css';
import { ViewerBar } from './viewer-bar';
import { ViewerFoot } from './viewer-foot';
import { type ViewerAct, viewerAct } from './viewer-keys';
import { fittedView, type View } from './zoom';

const grounds = ['black', 'dark', 'middle', 'white'] as const;

export function Viewer() {
  const assetId = useNavigationStore((state) => state.viewerAssetId);
  const closeViewer = useNavigationStore((state) => state.closeViewer);
  return (
    <Dialog.Root
      open={assetId !== null}
      onOpenChange={(open, details) => {
        if (open || details.reason === 'outside-press' || details.reason === 'focus-out') return;
        // Full screen ends first, then a comparison: Escape leaves one thing at a time.
        if (document.fullscreenElement) return;
        const { ids, end } = useCompareStore.getState();
        if (ids !== null) end();
        else closeViewer();
      }}
    >
      <Dialog.Portal>
        {assetId !== null && <OpenViewer assetId={assetId} onClose={closeViewer} />}
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function OpenViewer({ assetId, onClose }: { assetId: AssetId; onClose: () => void }) {
  const { t } = useTranslation();
  const popup = useRef<HTMLDivElement>(null);
  const stage = useRef<StageHandle>(null);
  const film = useRef<VideoHandle>(null);
  const columns = useAssetsStore((state) => state.columns);
  const version = useAssetsStore((state) => state.version); // revisions, states and marks change in place
  const openViewer = useNavigationStore((state) => state.openViewer);
  const settings = useSettingsStore((state) => state.settings);
  const change = useSettingsStore((state) => state.change);
  const comparedIds = useCompareStore((state) => state.ids);
  const asset = useAsset(assetId);
  const mark = useCull();
  const undo = useUndo();
  const travel = useTravel();
  const [view, setView] = useState<View>(fittedView);
  const [sight, setSight] = useState({ percent: 0, zoomed: false });
  const [peaking, setPeaking] = useState(false);
  const [picture, setPicture] = useState<HTMLImageElement | null>(null);
  const fullScreen = useFullScreen();
  const idle = useIdle(fullScreen);

  const index = columns?.rowOf(assetId) ?? -1;
  const count = columns?.count ?? 0;
  const kind = columns && index >= 0 ? kindAt(columns, index) : 'gone';
  const compared = comparedIds?.includes(assetId) ? comparedIds : null;
  useNearby({ assetId, index, travel, zoomed: sight.zoomed, compared });
  const second = useSecondDisplay(columns, index, asset, settings.viewerGround);

  const onPercent = useCallback(
    (percent: number, zoomed: boolean) =>
      setSight((old) => (old.percent === percent && old.zoomed === zoomed ? old : { percent, zoomed })),
    [],
  );
  // Another photo may be looked at alone by now.
  useEffect(() => {
    if (comparedIds !== null && compared === null) useCompareStore.getState().end();
  }, [comparedIds, compared]);
  useEffect(() => () => useCompareStore.getState().end(), []);

  const go = (row: number, direction: 1 | -1, repeat = false): void => {
    const id = columns?.ids[Math.max(0, Math.min(count - 1, row))];
    if (id !== undefined && id !== assetId) travel.step(() => openViewer(id as AssetId), direction, repeat);
  };
  const step = (direction: 1 | -1, repeat = false): void => {
    if (compared === null) {
      go(index + direction, direction, repeat);
      return;
    }
    const at = compared.indexOf(assetId) + direction;
    openViewer(compared[(at + compared.length) % compared.length] as AssetId);
  };
  const set = (changed: Parameters<typeof change>[0]): void => void change(changed).catch(() => undefined);
  const drop = (id: AssetId): void => {
    const left = compared?.filter((other) => other !== id) ?? [];
    const at = compared?.indexOf(id) ?? 0;
    if (id === assetId && left.length > 0) openViewer(left[Math.min(at, left.length - 1)] as AssetId);
    useCompareStore.getState().drop(id);
  };
  const markOne = (id: AssetId, wanted: CullChange): void => {
    mark([id], wanted);
    if (compared !== null && wanted.flag === 'reject') drop(id);
  };
  const compare = (): void => {
    const { ids, begin, end } = useCompareStore.getState();
    if (ids !== null || !columns) {
      end();
      return;
    }
    const beside = comparedWith(columns, assetId, useMarksStore.getState().ids);
    if (beside.length < 2) say({ title: t('viewer.compareNot') });
    begin(beside);
  };
  const close = (): void => {
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    onClose();
  };
  const stored = index >= 0 && AssetState.options[columns?.state[index] ?? 0] === 'stored';
  const download = stored
    ? (): void => useDialogsStore.getState().open({ kind: 'download', assetIds: [assetId] })
    : null;
  const nextGround = (): void => {
    const at = grounds.indexOf(settings.viewerGround);
    set({ viewerGround: grounds[(at + 1) % grounds.length] as (typeof grounds)[number] });
  };
  const toggleFullScreen = (): void => {
    // The whole page, not only the viewer, so that tooltips and menus are inside. A refusal leaves the window as it is.
    void (
      document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()
    ).catch(() => undefined);
  };
  const togglePeaking = (): void => {
    if (!peaking && !sight.zoomed) stage.current?.toggleZoom(); // sharpness is judged on the photo's own pixels
    setPeaking(!peaking);
  };

  const acts: Record<ViewerAct, (repeat: boolean) => void> = {
    next: (repeat) => step(1, repeat),
    previous: (repeat) => step(-1, repeat),
    first: () => go(0, -1),
    last: () => go(count - 1, 1),
    zoom: () => stage.current?.toggleZoom(),
    'zoom-in': () => stage.current?.stepZoom(1),
    'zoom-out': () => stage.current?.stepZoom(-1),
    ground: nextGround,
    info: () => set({ infoOpen: !settings.infoOpen }),
    download: () => download?.(),
    'full-screen': toggleFullScreen,
    filmstrip: () => set({ filmstripOpen: !settings.filmstripOpen }),
    compare,
    histogram: () => set({ histogramOpen: !settings.histogramOpen }),
    peaking: togglePeaking,
    'second-display': second.toggle,
    keys: () => useDialogsStore.getState().open({ kind: 'keys' }),
    close: compared === null ? close : () => useCompareStore.getState().end(),
    play: () => film.current?.play(),
    pause: () => film.current?.pause(),
    'film-back': () => film.current?.back(),
    'film-on': () => film.current?.on(),
  };

  const steady = useSteady({ acts, close, mark: (wanted) => markOne(assetId, wanted) });

  function onKeyDown(event: React.KeyboardEvent): void {
    const handled = (): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (target?.closest('input, textarea, [contenteditable="true"]')) return;
    const back = undoKey(event);
    if (back !== null) {
      handled();
      undo[back]();
      return;
    }
    const wanted = index < 0 ? null : cullKey({ ...keyOf(event), repeat: event.repeat });
    if (wanted !== null) {
      handled();
      markOne(assetId, wanted);
      const otherwise = { shift: event.shiftKey, capsLock: event.getModifierState('CapsLock') };
      if (compared === null && advances(settings.autoAdvance, otherwise)) go(index + 1, 1);
      return;
    }
    if (compared !== null && event.key === 'Tab') {
      handled();
      step(event.shiftKey ? -1 : 1);
      return;
    }
    const act = viewerAct(keyOf(event), {
      isVideo: kind === 'video',
      inControl: target?.closest('button, summary, video') != null,
      inPlayer: target?.closest('video') != null,
    });
    if (act === null) return;
    handled();
    if (!event.repeat || act === 'next' || act === 'previous' || act.startsWith('zoom-'))
      acts[act](event.repeat);
  }

  const flags = index < 0 || !columns ? 0 : (columns.flags[index] as number);
  const revision = index < 0 || !columns ? 0 : (columns.thumbRevision[index] as number);
  const isPicture = kind === 'picture';
  return (
    <Dialog.Popup
      ref={popup}
      className={styles.viewer}
      data-ground={settings.viewerGround}
      data-surface={settings.viewerGround === 'white' ? 'light' : 'dark'}
      data-idle={idle}
      aria-label={t('viewer.name')}
      initialFocus={popup}
      finalFocus={false}
      onKeyDown={onKeyDown}
    >
      <div className={styles.main}>
        <ViewerBar
          index={index}
          count={count}
          fileName={asset?.fileName ?? ''}
          ground={settings.viewerGround}
          infoOpen={settings.infoOpen}
          fullScreen={fullScreen}
          secondDisplay={second.on}
          canDownload={download !== null}
          onAct={steady.act}
          onClose={steady.close}
        />
        <div className={styles.sight}>
          {columns && compared !== null ? (
            <Compare
              ref={stage}
              columns={columns}
              ids={compared}
              focusId={assetId}
              view={view}
              onView={setView}
              onFocus={openViewer}
              onMark={markOne}
              onDrop={drop}
              onPercent={onPercent}
              onPicture={setPicture}
              peaking={peaking}
            />
          ) : kind === 'gone' || kind === 'broken' || !columns ? (
            <NoStage kind={kind === 'broken' ? 'broken' : 'gone'} asset={asset} />
          ) : kind === 'video' ? (
            <VideoStage
              key={assetId}
              ref={film}
              id={assetId}
              revision={revision}
              hasPoster={(flags & assetFlag.thumb) !== 0}
              aspect={columns.aspect[index] as number}
              name={asset?.fileName ?? ''}
              codec={asset?.metadata.videoCodec ?? asset?.metadata.format ?? null}
              onTouched={() => popup.current?.focus()}
            />
          ) : (
            <Stage
              ref={stage}
              photo={stagePhotoOf(columns, index, asset)}
              view={view}
              onView={setView}
              onPercent={onPercent}
              onPicture={setPicture}
              peaking={peaking}
            />
          )}
          {settings.histogramOpen && isPicture && (
            <HistogramPanel picture={picture} aboveMarks={compared !== null} />
          )}
        </div>
        <ViewerFoot
          cull={index >= 0 && columns && compared === null ? unpackCull(columns.cull[index] as number) : null}
          canZoom={isPicture}
          zoomed={sight.zoomed}
          percent={isPicture && asset?.metadata.widthPx !== undefined ? sight.percent : null}
          filmstripOpen={settings.filmstripOpen}
          histogramOpen={settings.histogramOpen}
          peaking={peaking}
          sharpness={asset?.metadata.sharpness ?? null}
          comparing={compared !== null}
          onMark={steady.mark}
          onAct={steady.act}
        />
        {settings.filmstripOpen && columns && count > 0 && (
          <Filmstrip
            columns={columns}
            version={version}
            index={index}
            onOpen={(row) => go(row, row > index ? 1 : -1)}
          />
        )}
      </div>
      {settings.infoOpen && (
        <div className={styles.info}>
          <InfoPanel assetId={assetId} />
        </div>
      )}
    </Dialog.Popup>
  );
}

const keyOf = ({ key, code, ctrlKey, metaKey, altKey }: React.KeyboardEvent) => ({
  key,
  code,
  ctrlKey,
  metaKey,
  altKey,
});

/** The newest of these functions behind ones that never change, so that the bars are drawn anew only when they show something else. */
function useSteady(newest: {
  acts: Record<ViewerAct, (repeat: boolean) => void>;
  close: () => void;
  mark: (wanted: CullChange) => void;
}) {
  const held = useRef(newest);
  held.current = newest;
  return useMemo(
    () => ({
      act: (act: ViewerAct): void => held.current.acts[act](false),
      close: (): void => held.current.close(),
      mark: (wanted: CullChange): void => held.current.mark(wanted),
    }),
    [],
  );
}

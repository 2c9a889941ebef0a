/** The viewer: one photo over the whole window, with the keys photographers know. Shown while the navigation store names a photo. */
import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useRef, useState } from 'react';
import { AssetState, assetFlag } from '../../../src-shared/domain/asset';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { useTranslation } from '../../i18n/use-locale';
import { useAsset, useAssetsStore } from '../../stores/assets-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSettingsStore } from '../../stores/settings-store';
import { InfoPanel } from './info-panel';
import { NoStage } from './no-stage';
import { prefetchPictures } from './prefetch';
import { Stage, type StageHandle } from './stage';
import styles from './viewer.module.css';
import { ViewerBar } from './viewer-bar';

const grounds = ['black', 'dark', 'middle', 'white'] as const;

/** In full screen the bar goes away when the hand has rested this long (ms). */
const idleMs = 2500;

export function Viewer() {
  const assetId = useNavigationStore((state) => state.viewerAssetId);
  const closeViewer = useNavigationStore((state) => state.closeViewer);
  return (
    <Dialog.Root
      open={assetId !== null}
      onOpenChange={(open, details) => {
        // Full screen ends first: Escape then leaves only that.
        if (
          !open &&
          details.reason !== 'outside-press' &&
          details.reason !== 'focus-out' &&
          !document.fullscreenElement
        )
          closeViewer();
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
  const columns = useAssetsStore((state) => state.columns);
  useAssetsStore((state) => state.version); // revisions and states change in place
  const wantDetails = useAssetsStore((state) => state.wantDetails);
  const openViewer = useNavigationStore((state) => state.openViewer);
  const settings = useSettingsStore((state) => state.settings);
  const change = useSettingsStore((state) => state.change);
  const asset = useAsset(assetId);
  const [zoomed, setZoomed] = useState(false);
  const [percent, setPercent] = useState<number | null>(null);
  const fullScreen = useFullScreen();
  const idle = useIdle(fullScreen);

  const index = columns?.rowOf(assetId) ?? -1;
  const count = columns?.count ?? 0;

  useEffect(() => {
    if (!columns || index < 0) return;
    useMarksStore.getState().only(assetId);
    const around = [index, index + 1, index - 1, index + 2].filter((row) => row >= 0 && row < columns.count);
    wantDetails(around.map((row) => columns.ids[row] as AssetId));
    prefetchPictures(
      around
        .filter((row) => ((columns.flags[row] as number) & (assetFlag.broken | assetFlag.video)) === 0)
        .map((row) => ({ id: columns.ids[row] as AssetId, revision: columns.thumbRevision[row] as number })),
    );
  }, [assetId, columns, index, wantDetails]);

  const go = (row: number): void => {
    const id = columns?.ids[Math.max(0, Math.min(count - 1, row))];
    if (id !== undefined && id !== assetId) openViewer(id as AssetId);
  };
  const set = (changed: Parameters<typeof change>[0]): void => void change(changed).catch(() => undefined);
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
  const close = (): void => {
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    onClose();
  };

  const stored = index >= 0 && AssetState.options[columns?.state[index] ?? 0] === 'stored';
  const download = stored
    ? (): void => useDialogsStore.getState().open({ kind: 'download', assetIds: [assetId] })
    : null;

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inControl =
      event.target instanceof HTMLElement && event.target.closest('button, input, summary') !== null;
    const acts = new Map<string, () => void>([
      ['ArrowRight', () => go(index + 1)],
      ['ArrowLeft', () => go(index - 1)],
      ['PageDown', () => go(index + 1)],
      ['PageUp', () => go(index - 1)],
      ['Home', () => go(0)],
      ['End', () => go(count - 1)],
      ['z', () => stage.current?.toggleZoom()],
      ['l', nextGround],
      ['i', () => set({ infoOpen: !settings.infoOpen })],
      ['d', () => download?.()],
      ['f', toggleFullScreen],
      ['F11', toggleFullScreen],
    ]);
    if (!inControl) acts.set(' ', close).set('Enter', close);
    const act = acts.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  const flags = index < 0 || !columns ? 0 : (columns.flags[index] as number);
  const revision = index < 0 || !columns ? 0 : (columns.thumbRevision[index] as number);
  const isVideo = (flags & assetFlag.video) !== 0;
  const isBroken = (flags & assetFlag.broken) !== 0;

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
          percent={isVideo || isBroken ? null : percent}
          zoomed={zoomed}
          canZoom={!isVideo && !isBroken}
          ground={settings.viewerGround}
          infoOpen={settings.infoOpen}
          fullScreen={fullScreen}
          onPrevious={() => go(index - 1)}
          onNext={() => go(index + 1)}
          onZoom={() => stage.current?.toggleZoom()}
          onGround={nextGround}
          onInfo={() => set({ infoOpen: !settings.infoOpen })}
          onDownload={download}
          onFullScreen={toggleFullScreen}
          onClose={close}
        />
        {index < 0 || isVideo || isBroken ? (
          <NoStage
            kind={index < 0 ? 'gone' : isVideo ? 'video' : 'broken'}
            asset={asset}
            revision={revision}
          />
        ) : (
          <Stage
            key={assetId}
            ref={stage}
            thumb={(flags & assetFlag.thumb) !== 0 ? mediaUrl.thumb(assetId, revision) : null}
            preview={mediaUrl.preview(assetId, revision)}
            aspect={columns?.aspect[index] ?? 1.5}
            ownSize={
              asset?.metadata.widthPx !== undefined && asset.metadata.heightPx !== undefined
                ? { widthPx: asset.metadata.widthPx, heightPx: asset.metadata.heightPx }
                : null
            }
            name={asset?.fileName ?? ''}
            onZoomed={setZoomed}
            onPercent={setPercent}
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

function useFullScreen(): boolean {
  const [on, setOn] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const look = (): void => setOn(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  return on;
}

function useIdle(watches: boolean): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    setIdle(false);
    if (!watches) return;
    let timer = window.setTimeout(() => setIdle(true), idleMs);
    const wake = (): void => {
      setIdle(false);
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setIdle(true), idleMs);
    };
    window.addEventListener('pointermove', wake);
    window.addEventListener('focusin', wake);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('pointermove', wake);
      window.removeEventListener('focusin', wake);
    };
  }, [watches]);
  return idle;
}

/**
 * Takes photos out to the desktop or another program as real files. Originals that are on this computer go at once; others are fetched
 * first, and a second drag takes them, because no system lets a drag wait for a network.
 */
import { type DragEvent, useMemo } from 'react';
import type { AssetId } from '../../../src-shared/units';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';
import { beginOwnDrag } from './own-drag';

export interface DragOut {
  /** The pointer is down on these: asks which originals are here, so that the drag need not. */
  prepare(ids: readonly AssetId[]): void;
  /** In `dragstart`, after what the drag carries inside the window was written. */
  begin(event: DragEvent, ids: readonly AssetId[]): void;
  /** In `dragend`. */
  ended(event: DragEvent): void;
}

/** More files than anyone drags; they are downloaded instead. */
const mostFiles = 500;
/** The events of the drop come a moment after the drag has ended. */
const afterDropMs = 300;

export function useDragOut(): DragOut {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  return useMemo(() => {
    let asked = '';
    let allHere = false;
    let carried: readonly AssetId[] = [];

    async function fetchOriginals(ids: readonly AssetId[]): Promise<void> {
      const words = { count: ids.length, n: formatCount(ids.length, locale) };
      const quiet = say({
        title: t('grid.drag.fetching', words),
        text: t('grid.drag.fetchingText'),
        stays: true,
      });
      try {
        await call('originals.fetch', { ids: [...ids] });
        say({ title: t('grid.drag.ready', words), text: t('grid.drag.readyText') });
      } catch (error) {
        say({ title: t('grid.drag.failed'), text: sentence(asAppError(error)), error: true });
      } finally {
        quiet();
      }
    }

    return {
      prepare(ids) {
        const key = ids.join();
        if (key === asked && allHere) return;
        asked = key;
        allHere = false;
        if (ids.length === 0 || ids.length > mostFiles) return;
        call('originals.find', { ids: [...ids] }).then(
          (found) => {
            if (asked === key) allHere = found.length > 0 && found.every(({ path }) => path !== null);
          },
          () => undefined, // then it stays a drag inside the window
        );
      },
      begin(event, ids) {
        carried = ids;
        if (!allHere || asked !== ids.join()) return;
        event.preventDefault();
        const end = beginOwnDrag(ids);
        const ended = (): void => void window.setTimeout(end, afterDropMs);
        desktop()
          .dragOut([...ids])
          .then(ended, (error: unknown) => {
            ended();
            say({ title: t('grid.drag.failed'), text: sentence(asAppError(error)), error: true });
          });
      },
      ended(event) {
        const ids = carried;
        carried = [];
        const outside =
          event.clientX < 0 ||
          event.clientY < 0 ||
          event.clientX > window.innerWidth ||
          event.clientY > window.innerHeight;
        if (!outside || event.dataTransfer.dropEffect !== 'none' || ids.length === 0) return;
        if (ids.length > mostFiles)
          say({
            title: t('grid.drag.tooMany', { n: formatCount(mostFiles, locale) }),
            text: t('grid.drag.tooManyText'),
          });
        else void fetchOriginals(ids);
      },
    };
  }, [t, locale, sentence]);
}

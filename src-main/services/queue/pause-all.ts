/** "Pause all", kept over restarts, and the files that a person let go on all the same. */
import type { TransferId } from '../../../src-shared/units';
import type { SettingsTable } from '../../catalogue/catalogue';
import { PAUSED_ALL } from '../change-feed';

export interface PauseAll {
  isOn(): boolean;
  /** Also ends every exception. */
  set(on: boolean): void;
  /** These go on although all are paused. */
  except(ids: Iterable<TransferId>): void;
  exceptions(): ReadonlySet<TransferId>;
  /** They ended, or were paused themselves. */
  forget(ids: Iterable<TransferId>): void;
}

const EXCEPTIONS = 'paused-all-except';

export function createPauseAll(settings: SettingsTable): PauseAll {
  const kept = new Set<TransferId>(JSON.parse(settings.value(EXCEPTIONS) ?? '[]') as TransferId[]);
  const keep = (): void => settings.setValue(EXCEPTIONS, kept.size === 0 ? null : JSON.stringify([...kept]));
  const isOn = (): boolean => settings.value(PAUSED_ALL) === '1';
  return {
    isOn,
    set(on) {
      settings.setValue(PAUSED_ALL, on ? '1' : null);
      if (kept.size === 0) return;
      kept.clear();
      keep();
    },
    except(ids) {
      if (!isOn()) return;
      for (const id of ids) kept.add(id);
      keep();
    },
    exceptions: () => kept,
    forget(ids) {
      let changed = false;
      for (const id of ids) changed = kept.delete(id) || changed;
      if (changed) keep();
    },
  };
}

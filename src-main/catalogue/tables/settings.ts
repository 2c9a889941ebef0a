/** Settings of the person, and small values of main's own. */
import type { Settings } from '../../../src-shared/ipc-contract';

export interface SettingsTable {
  get(): Settings;
  set(change: Partial<Settings>): Settings;
  /** Small named values of main's own, e.g. 'paused-all'. */
  value(name: string): string | null;
  setValue(name: string, value: string | null): void;
}

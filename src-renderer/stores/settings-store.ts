/** The person's settings (shown at once, then stored by main), and the language and theme they come to. */
import { create } from 'zustand';
import { defaultSettings, type Settings } from '../../src-shared/ipc-contract';
import { call } from '../bridge/client';

interface SettingsState {
  loaded: boolean;
  settings: Settings;
  load(): Promise<void>;
  /** Shows the change at once; takes it back and rejects when main refuses it. */
  change(change: Partial<Settings>): Promise<void>;
  applyChanged(settings: Settings): void;
}

export const useSettingsStore = create<SettingsState>()((set, get) => ({
  loaded: false,
  settings: defaultSettings,
  async load() {
    set({ settings: await call('settings.get', {}), loaded: true });
  },
  async change(change) {
    const before = get().settings;
    set({ settings: { ...before, ...change } });
    try {
      await call('settings.set', change);
    } catch (error) {
      set({ settings: before });
      throw error;
    }
  },
  applyChanged(settings) {
    set({ settings, loaded: true });
  },
}));

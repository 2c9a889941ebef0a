/** The connections: object stores, how to reach them, and how much they hold. */
import { create } from 'zustand';
import type { AppError } from '../../src-shared/app-error';
import type { Connection } from '../../src-shared/domain/connection';
import type { StoreUsage } from '../../src-shared/domain/storage';
import type { ConnectionId } from '../../src-shared/units';
import { asAppError, call } from '../bridge/client';

interface ConnectionsState {
  status: 'loading' | 'ready' | 'failed';
  error: AppError | null;
  connections: Connection[];
  /** What stores told lately of themselves; one that did not answer is not in it. */
  usage: Readonly<Record<ConnectionId, StoreUsage>>;
  load(): Promise<void>;
  applyChanged(connections: Connection[]): void;
  /** Asks a store how much it holds; a store that does not answer changes nothing. */
  loadUsage(id: ConnectionId): Promise<void>;
}

export const useConnectionsStore = create<ConnectionsState>()((set) => ({
  status: 'loading',
  error: null,
  connections: [],
  usage: {},
  async load() {
    try {
      set({ connections: await call('connections.list', {}), status: 'ready', error: null });
    } catch (error) {
      set({ status: 'failed', error: asAppError(error) });
    }
  },
  applyChanged(connections) {
    set({ connections, status: 'ready', error: null });
  },
  async loadUsage(id) {
    const told = await call('storage.usage', { connectionId: id }).catch(() => null);
    if (told !== null) set((old) => ({ usage: { ...old.usage, [id]: told } }));
  },
}));

const pricesIn = ({ connections }: ConnectionsState, id: ConnectionId): string =>
  JSON.stringify(connections.find((one) => one.id === id)?.prices ?? null);

/** Calls `heard` whenever other prices were entered for that connection. Answers what ends it. */
export const onPricesChanged = (id: ConnectionId, heard: () => void): (() => void) =>
  useConnectionsStore.subscribe((now, before) => {
    if (pricesIn(now, id) !== pricesIn(before, id)) heard();
  });

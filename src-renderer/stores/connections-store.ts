/** The connections: object stores and how to reach them. */
import { create } from 'zustand';
import type { AppError } from '../../src-shared/app-error';
import type { Connection } from '../../src-shared/domain/connection';
import { asAppError, call } from '../bridge/client';

interface ConnectionsState {
  status: 'loading' | 'ready' | 'failed';
  error: AppError | null;
  connections: Connection[];
  load(): Promise<void>;
  applyChanged(connections: Connection[]): void;
}

export const useConnectionsStore = create<ConnectionsState>()((set) => ({
  status: 'loading',
  error: null,
  connections: [],
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
}));

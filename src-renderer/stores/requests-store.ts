/** Every photo request, newest first, as main tells of them. */
import { create } from 'zustand';
import type { PhotoRequest } from '../../src-shared/domain/photo-request';
import type { EventPayload } from '../../src-shared/ipc-contract';
import type { ShareId } from '../../src-shared/units';
import { call } from '../bridge/client';

interface RequestsState {
  status: 'loading' | 'ready' | 'failed';
  requests: PhotoRequest[];
  load(): Promise<void>;
  applyChanged(event: EventPayload<'requests.changed'>): void;
  /** An answer to a person's act may come before its event. */
  put(request: PhotoRequest): void;
}

const newestFirst = (a: PhotoRequest, b: PhotoRequest): number =>
  b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1);

export const useRequestsStore = create<RequestsState>()((set) => ({
  status: 'loading',
  requests: [],
  async load() {
    try {
      const requests = await call('requests.list', {});
      set({ status: 'ready', requests: [...requests].sort(newestFirst) });
    } catch {
      set({ status: 'failed' });
    }
  },
  applyChanged({ requests, removedIds }) {
    set((old) => {
      const gone = new Set<ShareId>([...removedIds, ...requests.map(({ id }) => id)]);
      return { requests: [...old.requests.filter(({ id }) => !gone.has(id)), ...requests].sort(newestFirst) };
    });
  },
  put: (request) =>
    set((old) => ({
      requests: [...old.requests.filter(({ id }) => id !== request.id), request].sort(newestFirst),
    })),
}));

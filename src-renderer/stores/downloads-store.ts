/** Downloads by id, as far as they were told of. */
import { create } from 'zustand';
import type { Download } from '../../src-shared/domain/download';
import type { EventPayload } from '../../src-shared/ipc-contract';
import type { DownloadId } from '../../src-shared/units';
import { call } from '../bridge/client';

interface DownloadsState {
  downloads: Readonly<Record<DownloadId, Download>>;
  load(): Promise<void>;
  applyChanged(event: EventPayload<'downloads.changed'>): void;
}

export const useDownloadsStore = create<DownloadsState>()((set) => ({
  downloads: {},
  async load() {
    const downloads = await call('downloads.list', {});
    // Events that came meanwhile are newer than the list.
    set((old) => ({ downloads: { ...byId(downloads), ...old.downloads } }));
  },
  applyChanged({ downloads, removedIds }) {
    set((old) => {
      const next = { ...old.downloads, ...byId(downloads) };
      for (const id of removedIds) delete next[id];
      return { downloads: next };
    });
  },
}));

const byId = (downloads: readonly Download[]): Record<DownloadId, Download> =>
  Object.fromEntries(downloads.map((download) => [download.id, download]));

/** Opens the native picker and offers what was picked for import. */
import { useCallback } from 'react';
import type { AlbumId } from '../../../src-shared/units';
import { desktop } from '../../bridge/client';
import { useImportRequestStore } from '../../stores/import-request-store';

/** `albumId`: the album to import into, or null for a new one. Does nothing when the picker is cancelled. */
export function usePickImport(): (albumId: AlbumId | null) => Promise<void> {
  const ask = useImportRequestStore((state) => state.ask);
  return useCallback(async (albumId) => ask(await desktop().pickPaths(), albumId), [ask]);
}

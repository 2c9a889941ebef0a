/** The sheet for whatever was dropped, picked or handed over. */
import { useEffect } from 'react';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useImportRequestStore } from '../../stores/import-request-store';
import { RequestSheet } from './request-sheet';

/** Sheets that lie in the same corner: what is asked now takes their place. */
const besideKinds: ReadonlySet<string> = new Set(['ingest', 'download']);

export function ImportSheet() {
  const request = useImportRequestStore((state) => state.request);
  const clear = useImportRequestStore((state) => state.clear);
  useEffect(() => {
    const { dialog, close } = useDialogsStore.getState();
    if (request !== null && dialog !== null && besideKinds.has(dialog.kind)) close();
  }, [request]);
  // A new request is a new sheet: nothing typed for the one before is kept.
  return request === null ? null : (
    <RequestSheet
      key={request.paths.join('\n')}
      paths={request.paths}
      albumId={request.albumId}
      onClose={clear}
    />
  );
}

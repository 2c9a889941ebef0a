/** Which store the waiting transfers wait for, asked while nothing else moves. */
import { useEffect, useState } from 'react';
import type { Transfer } from '../../../src-shared/domain/transfer';
import { call } from '../../bridge/client';
import { useAlbumsStore } from '../../stores/albums-store';
import { useTransfersStore } from '../../stores/transfers-store';

export function useWaiting(active: boolean): { transfer: Transfer; connectionName: string | null } | null {
  const version = useTransfersStore((state) => state.version);
  const [transfer, setTransfer] = useState<Transfer | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says that something moved
  useEffect(() => {
    if (!active) {
      setTransfer(null);
      return;
    }
    let left = false;
    call('transfers.list', { states: ['waiting'], limit: 1 }).then(
      ({ items }) => !left && setTransfer(items[0] ?? null),
      () => undefined, // the line then says only that it waits
    );
    return () => {
      left = true;
    };
  }, [active, version]);
  const name = useAlbumsStore(
    (state) => state.albums.find((album) => album.id === transfer?.albumId)?.connectionName ?? null,
  );
  return transfer === null ? null : { transfer, connectionName: name };
}

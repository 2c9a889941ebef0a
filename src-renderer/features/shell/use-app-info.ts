/** Version and marks of this build; asked once. */
import { useEffect, useState } from 'react';
import type { CommandOutput } from '../../../src-shared/ipc-contract';
import { call } from '../../bridge/client';

type AppInfo = CommandOutput<'app.info'>;

export function useAppInfo(): AppInfo | null {
  const [info, setInfo] = useState<AppInfo | null>(null);
  useEffect(() => {
    let left = false;
    // Without an answer the sidebar only lacks its mark; Settings tells why.
    call('app.info', {}).then(
      (answer) => !left && setInfo(answer),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, []);
  return info;
}

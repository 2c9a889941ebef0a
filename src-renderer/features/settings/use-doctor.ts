/** Facts about this computer and build, asked when a screen that shows them opens. */
import { useEffect, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Doctor } from '../../../src-shared/ipc-contract';
import { asAppError, call } from '../../bridge/client';

export function useDoctor(): { doctor: Doctor | null; error: AppError | null } {
  const [state, setState] = useState<{ doctor: Doctor | null; error: AppError | null }>({
    doctor: null,
    error: null,
  });
  useEffect(() => {
    let left = false;
    call('app.doctor', {}).then(
      (doctor) => !left && setState({ doctor, error: null }),
      (error) => !left && setState({ doctor: null, error: asAppError(error) }),
    );
    return () => {
      left = true;
    };
  }, []);
  return state;
}

/** Asks main what some paths would become. */
import { useEffect, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { ImportPlan } from '../../../src-shared/ipc-contract';
import { asAppError, call } from '../../bridge/client';

/** Both null while main still looks. */
export function useImportPlan(paths: string[]): { plan: ImportPlan | null; error: AppError | null } {
  const [state, setState] = useState<{ plan: ImportPlan | null; error: AppError | null }>({
    plan: null,
    error: null,
  });
  useEffect(() => {
    let left = false;
    setState({ plan: null, error: null });
    call('imports.plan', { paths }).then(
      (plan) => !left && setState({ plan, error: null }),
      (error) => !left && setState({ plan: null, error: asAppError(error) }),
    );
    return () => {
      left = true;
    };
  }, [paths]);
  return state;
}

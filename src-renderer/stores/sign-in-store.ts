/** Who the photographer is, and the code that is on its way to them. */
import { create } from 'zustand';
import type { Identity, PendingSignIn, SignInStatus } from '../../src-shared/domain/identity';
import { call } from '../bridge/client';

interface SignInState {
  /** null: nobody is signed in. */
  identity: Identity | null;
  pending: PendingSignIn | null;
  load(): Promise<void>;
  applyChanged(status: SignInStatus): void;
}

export const useSignInStore = create<SignInState>()((set) => ({
  identity: null,
  pending: null,
  async load() {
    set(await call('signin.status', {}));
  },
  applyChanged: ({ identity, pending }) => set({ identity, pending }),
}));

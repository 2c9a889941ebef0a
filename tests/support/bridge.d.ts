/** The bridge as tests use it inside the window. */
import type { CaosBridge } from '../../src-shared/ipc-contract';

declare global {
  interface Window {
    readonly caos: CaosBridge;
  }
}

/** The only way from the page to the main process: typed calls that throw AppError, and one event stream. */
import { AppError, fromWire } from '../../src-shared/app-error';
import type {
  AppEvent,
  CaosBridge,
  CommandInput,
  CommandName,
  CommandOutput,
} from '../../src-shared/ipc-contract';

declare global {
  interface Window {
    readonly caos: CaosBridge;
  }
}

/** What the preload script exposes: file paths, native pickers, platform, system language. */
export const desktop = (): CaosBridge => window.caos;

/** Runs one command; rejects with AppError only. */
export async function call<N extends CommandName>(
  name: N,
  input: CommandInput<N>,
): Promise<CommandOutput<N>> {
  const answer = await window.caos.call(name, input).catch((cause: unknown) => {
    throw new AppError(
      'internal',
      'The app did not answer. Start it again; nothing already stored is lost.',
      {
        details: cause instanceof Error ? cause.message : String(cause),
        cause,
      },
    );
  });
  if (answer.ok) return answer.value;
  throw fromWire(answer.error);
}

/** Listens to every event of the main process; returns the disposer. Only stores/apply-events.ts calls this. */
export const onEvent = (listener: (event: AppEvent) => void): (() => void) => window.caos.onEvent(listener);

/** Any thrown value as an AppError, so that screens have one kind of error to show. */
export const asAppError = (error: unknown): AppError =>
  error instanceof AppError
    ? error
    : new AppError('internal', 'Something went wrong inside CAOS. Nothing already stored is lost.', {
        details: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        cause: error,
      });

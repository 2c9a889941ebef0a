/** Types of the handlers: one per command, typed by the contract. */
import type { CommandArgs, CommandName, CommandOutput } from '../../src-shared/ipc-contract';
import type { Core } from '../services/core';
import type { DiagnoseFacts } from '../services/diagnose';
import type { ImportRunner } from '../services/import-folder';
import type { TransferQueue } from '../services/transfer-queue';

export interface ApiContext {
  core: Core;
  queue: TransferQueue;
  imports: ImportRunner;
  facts: DiagnoseFacts;
  samplesFolder: string;
  /** Ends with the app. */
  signal: AbortSignal;
}

export type Handler<N extends CommandName> = (
  args: CommandArgs<N>,
) => CommandOutput<N> | Promise<CommandOutput<N>>;
export type Handlers = { [N in CommandName]: Handler<N> };
/** The handlers of one namespace, e.g. `albums`. */
export type HandlersOf<S extends string> = Pick<Handlers, Extract<CommandName, `${S}.${string}`>>;

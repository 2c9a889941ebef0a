/** The one way in for both doors: parses with the contract, calls the handler, answers with a value. Never throws. */
import { z } from 'zod';
import { AppError, toWire } from '../../src-shared/app-error';
import { type CallResult, type CommandName, commands } from '../../src-shared/ipc-contract';
import { albumsApi } from './albums-api';
import { appApi } from './app-api';
import { assetsApi } from './assets-api';
import { cacheApi } from './cache-api';
import { connectionsApi } from './connections-api';
import { downloadsApi } from './downloads-api';
import { duplicatesApi } from './duplicates-api';
import { editsApi } from './edits-api';
import { gatewayApi } from './gateway-api';
import { groupsApi } from './groups-api';
import type { ApiContext, Handlers } from './handlers';
import { importsApi } from './imports-api';
import { ingestsApi } from './ingests-api';
import { journalApi } from './journal-api';
import { mailApi } from './mail-api';
import { outboxApi } from './outbox-api';
import { receiptsApi } from './receipts-api';
import { receivedApi } from './received-api';
import { requestsApi } from './requests-api';
import { selectionsApi } from './selections-api';
import { sharesApi } from './shares-api';
import { signInApi } from './sign-in-api';
import { smartApi } from './smart-api';
import { stacksApi } from './stacks-api';
import { storageApi } from './storage-api';
import { transfersApi } from './transfers-api';
import { trashApi } from './trash-api';

export interface Api {
  call(name: string, input: unknown): Promise<CallResult<unknown>>;
}

export function createApi(context: ApiContext): Api {
  const handlers: Handlers = {
    ...appApi(context),
    ...connectionsApi(context),
    ...albumsApi(context),
    ...importsApi(context),
    ...ingestsApi(context),
    ...assetsApi(context),
    ...editsApi(context),
    ...selectionsApi(context),
    ...sharesApi(context),
    ...receivedApi(context),
    ...requestsApi(context),
    ...groupsApi(context),
    ...smartApi(context),
    ...transfersApi(context),
    ...trashApi(context),
    ...cacheApi(context),
    ...duplicatesApi(context),
    ...stacksApi(context),
    ...journalApi(context),
    ...receiptsApi(context),
    ...downloadsApi(context),
    ...storageApi(context),
    ...gatewayApi(context),
    ...mailApi(context),
    ...outboxApi(context),
    ...signInApi(context),
  };
  return {
    async call(name, input) {
      try {
        if (!isCommand(name)) throw new AppError('bad-input', `There is no command “${name.slice(0, 80)}”.`);
        const parsed = commands[name].input.safeParse(input);
        if (!parsed.success) {
          throw new AppError(
            'bad-input',
            'Something in the form is not as it should be. Check the marked fields.',
            {
              details: z.prettifyError(parsed.error),
            },
          );
        }
        // The map is typed name by name; TypeScript cannot follow that through a variable name.
        const handler = handlers[name] as (args: unknown) => unknown;
        return { ok: true, value: await handler(parsed.data) };
      } catch (error) {
        const wire = toWire(error);
        if (wire.code === 'internal')
          context.core.log.error('call', { name, details: wire.details, stack: stackOf(error) });
        return { ok: false, error: wire };
      }
    },
  };
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);
const stackOf = (error: unknown): string | undefined => (error instanceof Error ? error.stack : undefined);

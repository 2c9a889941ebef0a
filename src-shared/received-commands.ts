/** The commands of shares that were received. Part of ipc-contract.ts. */
import { z } from 'zod';
import { Received } from './domain/received';
import { MAX_LINK_CHARACTERS } from './domain/received-link';
import { MAX_NOTE_LENGTH } from './domain/share-page';
import { command, nothing, ok } from './ipc-command';
import { AssetId, ReceivedId } from './units';

const one = z.object({ id: ReceivedId });
const link = z
  .string()
  .min(1)
  .max(MAX_LINK_CHARACTERS * 2);

export const receivedCommands = {
  /** Newest first. */
  'received.list': command(nothing, z.array(Received)),
  /** What a link is, without asking anybody: nothing is fetched before a person wants it. */
  'received.look': command(
    z.object({ link }),
    z.object({
      host: z.string(),
      way: z.enum(['https', 'http', 'loopback']),
      /** The share is here already, under this link's key: it opens without its code. */
      known: ReceivedId.nullable(),
    }),
  ),
  /** Fetches the page, opens it by the code and shows it as an album. A known one is brought up to date in place; `code` may be left out then. */
  'received.open': command(z.object({ link, code: z.string().max(100).optional() }), Received),
  /** Looks at the page now; of all without `id`. */
  'received.refresh': command(z.object({ id: ReceivedId.optional() }), z.array(Received)),
  /** Forgets it, its keys and everything of it on this computer. */
  'received.remove': command(one, ok),
  /** What this person wrote to one photo; '' : nothing. */
  'received.note': command(z.object({ assetId: AssetId }), z.object({ note: z.string() })),
  /** Kept here until the choice is sent; '' takes it back. */
  'received.setNote': command(
    z.object({ assetId: AssetId, note: z.string().trim().max(MAX_NOTE_LENGTH) }),
    ok,
  ),
  /** How many photos the choice would have now. */
  'received.chosen': command(one, z.object({ count: z.number().int() })),
  /** Stars or a pick are hearts, colours stay colours, notes go along: the whole choice, as it is in the album now. */
  'received.send': command(
    one.extend({ message: z.string().max(2000).default('') }),
    z.object({ sent: z.number().int() }),
  ),
} as const;

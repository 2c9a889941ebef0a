/** What can be taken back: the last acts of a person on the library, until the app ends. */
import { z } from 'zod';
import { EditChange } from './edits';

export const UndoStep = z.object({
  what: z.enum(['edit', 'trash', 'restore', 'selection', 'stack']),
  /** Photos concerned. */
  count: z.number().int(),
  /** Of an edit. */
  change: EditChange.nullable(),
});
export type UndoStep = z.infer<typeof UndoStep>;

/** What would be taken back and what would be done again next; null: nothing. */
export const UndoState = z.object({ back: UndoStep.nullable(), again: UndoStep.nullable() });
export type UndoState = z.infer<typeof UndoState>;

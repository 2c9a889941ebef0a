/** The shape of one command of the contract. */
import { z } from 'zod';

export const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
export const nothing = z.object({});
export const ok = z.object({ ok: z.literal(true) });

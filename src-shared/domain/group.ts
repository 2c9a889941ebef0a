/** Groups of people whom albums are shown to. Members are addresses: nobody signs up anywhere. */
import { z } from 'zod';
import { GroupId } from '../units';
import { Person } from './album-access';

export const GroupName = z.string().trim().min(1).max(100);

export const Group = z.object({
  id: GroupId,
  name: z.string(),
  /** By name, then address. */
  members: z.array(Person),
});
export type Group = z.infer<typeof Group>;

/** As many as a share takes. */
export const MAX_MEMBERS = 200;

/** The commands of groups, and of albums that groups see. Part of ipc-contract.ts. */
import { z } from 'zod';
import { NewOwner, StandingShare } from './domain/album-access';
import { Group, GroupName, MAX_MEMBERS } from './domain/group';
import { ShareAllow, ShareLanguage, ShareMessage, ShareOptions } from './domain/share';
import { command, nothing, ok } from './ipc-command';
import { AlbumId, GroupId } from './units';

const one = z.object({ id: GroupId });
const both = z.object({ albumId: AlbumId, groupId: GroupId });

export const groupCommands = {
  /** By name. */
  'groups.list': command(nothing, z.array(Group)),
  'groups.create': command(z.object({ name: GroupName }), Group),
  'groups.rename': command(one.extend({ name: GroupName }), Group),
  /** Who is in it already gets the name. They get link and code of every album that the group sees. */
  'groups.add': command(one.extend({ members: z.array(NewOwner).min(1).max(MAX_MEMBERS) }), Group),
  /** Their pages are deleted, and what the group sees is sealed anew under another key. */
  'groups.remove': command(one.extend({ emails: z.array(z.string()).min(1).max(MAX_MEMBERS) }), Group),
  /** The albums are not shown to it any more. */
  'groups.delete': command(one, ok),
  /** Albums that groups see. */
  'groups.standing': command(nothing, z.array(StandingShare)),
  /** Shows an album to a group from now on: a standing share, which follows the album. */
  'groups.share': command(
    both.extend({
      message: ShareMessage.default(''),
      language: ShareLanguage.default('en'),
      allow: ShareAllow.prefault({}),
      options: ShareOptions.prefault({}),
    }),
    StandingShare,
  ),
  /** What the group may do from now on: its pages are written in place, originals come or go with it. */
  'groups.allow': command(both.extend({ allow: ShareAllow }), StandingShare),
  'groups.unshare': command(both, ok),
} as const;

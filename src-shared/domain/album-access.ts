/** Whose an album is, who may see it, and what protects it. The app honours it; where a store can, the store enforces it. */
import { z } from 'zod';
import { AlbumId, GroupId, ShareId } from '../units';
import { MailAddress } from './mail';
import { ShareAllow } from './share';

export const Person = z.object({ email: z.string().max(320), name: z.string().max(200) });
export type Person = z.infer<typeof Person>;

/** `open`: all who use the connection see it. `private`: its owner, and whom they share it with. */
export const Visibility = z.enum(['open', 'private']);
export type Visibility = z.infer<typeof Visibility>;

/** `app`: CAOS honours it, the connection's keys open everything all the same. `store`: the store refuses other users, too. */
export const Protection = z.enum(['app', 'store']);
export type Protection = z.infer<typeof Protection>;

export const AlbumAccess = z.object({
  owner: Person,
  visibility: Visibility,
  protection: Protection,
  /** Whoever is signed in here is the owner. */
  mine: z.boolean(),
});
export type AlbumAccess = z.infer<typeof AlbumAccess>;

/** Addresses are compared, not names. */
export const NewOwner = z.object({ email: MailAddress, name: z.string().trim().max(200).default('') });

export const isSamePerson = (one: string, other: string): boolean =>
  one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();

/** Nobody's albums are everybody's. */
export const mayChange = (access: AlbumAccess | undefined): boolean => access?.mine ?? true;
export const mayLook = (access: AlbumAccess | undefined): boolean =>
  mayChange(access) || access?.visibility === 'open';

export const nameOf = ({ name, email }: Person): string => (name === '' ? email : name);

/** So many photos of an album a gallery of a group shows: its page lists all of them, and is slow on a phone above it. */
export const MAX_SHOWN = 10_000;

/** An album that a group sees: which share shows it, and how far that is. */
export const StandingShare = z.object({
  albumId: AlbumId,
  groupId: GroupId,
  /** null: the group has no members, or it is ending. */
  shareId: ShareId.nullable(),
  allow: ShareAllow,
  ending: z.boolean(),
  /** Somebody was taken out, and everything is sealed anew under another key. */
  rekeying: z.boolean(),
  /** The album changed since the pages were written. */
  behind: z.boolean(),
  /** Photos of the album that it does not show, since there are more than MAX_SHOWN. */
  notShown: z.number().int(),
});
export type StandingShare = z.infer<typeof StandingShare>;

/** The commands of shares. Part of ipc-contract.ts. */
import { z } from 'zod';
import { MailAddress } from './domain/mail';
import {
  CodeWay,
  MAX_RECIPIENTS,
  MAX_SHARED,
  RecipientPicks,
  Share,
  ShareAllow,
  ShareDays,
  ShareEstimate,
  ShareLanguage,
  ShareMessage,
  ShareOptions,
  ShareTitle,
} from './domain/share';
import { command, nothing, ok } from './ipc-command';
import { AlbumId, AssetId, ConnectionId, RecipientId, SelectionId, ShareId } from './units';

const one = z.object({ id: ShareId });
const person = one.extend({ recipientId: RecipientId });
const recipient = z.object({
  /** Known from before: keeps the person's id while a draft is edited. */
  id: RecipientId.optional(),
  email: MailAddress,
  name: z.string().trim().max(200).default(''),
  codeWay: CodeWay.default('mail'),
});
const recipients = z.array(recipient).max(MAX_RECIPIENTS);
const composed = {
  title: ShareTitle,
  message: ShareMessage,
  language: ShareLanguage,
  days: ShareDays,
  allow: ShareAllow,
  options: ShareOptions,
  recipients,
};

export const shareCommands = {
  /** Newest first. */
  'shares.list': command(nothing, z.array(Share)),
  'shares.get': command(one, Share),
  /** Its photos, in order. */
  'shares.photos': command(one, z.array(AssetId)),
  /** A draft, kept on this computer; works offline and sends nothing. */
  'shares.create': command(
    z.object({
      source: z.union([
        z.object({ assetIds: z.array(AssetId).min(1).max(MAX_SHARED) }),
        z.object({ selectionId: SelectionId }),
        z.object({ albumId: AlbumId }),
      ]),
      /** Default: the name of the selection or album. */
      title: ShareTitle.optional(),
      message: composed.message.default(''),
      language: composed.language.default('en'),
      days: composed.days.default(14),
      allow: ShareAllow.prefault({}),
      options: ShareOptions.prefault({}),
      recipients: recipients.default([]),
      /** Where its objects go; default: the connection of the first photo's album. */
      connectionId: ConnectionId.optional(),
    }),
    Share,
  ),
  /** While it is a draft; what is given replaces what was. */
  'shares.edit': command(
    one.extend({
      title: composed.title.optional(),
      message: composed.message.optional(),
      language: composed.language.optional(),
      days: composed.days.optional(),
      allow: composed.allow.optional(),
      options: composed.options.optional(),
      recipients: composed.recipients.optional(),
      connectionId: ConnectionId.optional(),
      /** In this order. */
      assetIds: z.array(AssetId).min(1).max(MAX_SHARED).optional(),
    }),
    Share,
  ),
  'shares.estimate': command(one, ShareEstimate),
  /** Answers at once; `shares.changed` tells how far it is. Offline it waits. Of a failed one: goes on where it stopped. */
  'shares.send': command(one, Share),
  /** More people for a live one: a page and mails for each of them, nothing of the others changes. */
  'shares.add': command(one.extend({ recipients: recipients.min(1) }), Share),
  /** A draft, one under way (what it stored is deleted), or one that ended: it is forgotten here. A live one must be revoked first. */
  'shares.discard': command(one, ok),
  /** To be copied or read out. `link` null: the page is not up yet. The only way a secret leaves main, and only when asked. */
  'shares.secrets': command(person, z.object({ link: z.string().nullable(), code: z.string() })),
  /** Mails it again, also after it was only shown. */
  'shares.resend': command(person.extend({ what: z.enum(['link', 'code', 'both']) }), ok),
  /** Until then; links stay where the store can (else new ones are mailed). */
  'shares.extend': command(one.extend({ endsAtMs: z.number().positive() }), Share),
  /** With `recipientId` one person, else all of them: it ends at once, and the store's copies are deleted, all versions. */
  'shares.revoke': command(one.extend({ recipientId: RecipientId.optional() }), Share),
  /** Looks now. `refused`: answers that were not what a page writes. */
  'shares.collect': command(
    z.object({ id: ShareId.optional() }),
    z.object({ opened: z.number().int(), choices: z.number().int(), refused: z.number().int() }),
  ),
  /** What a person chose, as far as it was collected. */
  'shares.picks': command(person, RecipientPicks),
  /** Writes choices as stars and colours (and so into sidecars): one step of undo. Without `recipientId`: of all, merged. */
  'shares.applyPicks': command(
    one.extend({
      recipientId: RecipientId.optional(),
      /** Stars for a heart; null: hearts set no stars. */
      heartRating: z.number().int().min(1).max(5).nullable().default(5),
      colours: z.boolean().default(true),
    }),
    z.object({ changed: z.number().int() }),
  ),
} as const;

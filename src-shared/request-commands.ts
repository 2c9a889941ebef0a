/** The commands of photo requests. Part of ipc-contract.ts. */
import { z } from 'zod';
import { MailAddress } from './domain/mail';
import { Arrival, PhotoRequest, RequestLimits } from './domain/photo-request';
import { CodeWay, MAX_RECIPIENTS, ShareDays, ShareLanguage, ShareMessage, ShareTitle } from './domain/share';
import { command, nothing, ok } from './ipc-command';
import { AlbumId, ArrivalId, RecipientId, ShareId } from './units';

const one = z.object({ id: ShareId });
const person = one.extend({ personId: RecipientId });
const people = z
  .array(
    z.object({
      id: RecipientId.optional(),
      email: MailAddress,
      name: z.string().trim().max(200).default(''),
      codeWay: CodeWay.default('mail'),
    }),
  )
  .max(MAX_RECIPIENTS);
const some = one.extend({ arrivalIds: z.array(ArrivalId).min(1).max(20_000).optional() });

export const requestCommands = {
  /** Newest first. */
  'requests.list': command(nothing, z.array(PhotoRequest)),
  'requests.get': command(one, PhotoRequest),
  /** A draft, kept on this computer; works offline and sends nothing. */
  'requests.create': command(
    z.object({
      title: ShareTitle,
      message: ShareMessage.default(''),
      language: ShareLanguage.default('en'),
      days: ShareDays.default(14),
      limits: RequestLimits.prefault({}),
      people: people.default([]),
      /** Where accepted photos go; the parts travel through the same connection. */
      albumId: AlbumId,
    }),
    PhotoRequest,
  ),
  'requests.edit': command(
    one.extend({
      title: ShareTitle.optional(),
      message: ShareMessage.optional(),
      language: ShareLanguage.optional(),
      days: ShareDays.optional(),
      limits: RequestLimits.optional(),
      people: people.optional(),
      albumId: AlbumId.optional(),
    }),
    PhotoRequest,
  ),
  /** Answers at once; `requests.changed` tells how far it is. Offline it waits. */
  'requests.send': command(one, PhotoRequest),
  /** A draft, or one that ended and whose arrivals are all decided: it is forgotten here. */
  'requests.discard': command(one, ok),
  'requests.secrets': command(person, z.object({ link: z.string().nullable(), code: z.string() })),
  'requests.resend': command(person.extend({ what: z.enum(['link', 'code', 'both']) }), ok),
  'requests.extend': command(one.extend({ endsAtMs: z.number().positive() }), PhotoRequest),
  /** One person or all. What had arrived whole is fetched first and stays in the inbox; the store's copies are deleted, all versions. */
  'requests.revoke': command(one.extend({ personId: RecipientId.optional() }), PhotoRequest),
  /** Looks now. `parts`: taken in; `files`: whole since; `refused`: parts and files that were not what a page writes. */
  'requests.collect': command(
    z.object({ id: ShareId.optional() }),
    z.object({ parts: z.number().int(), files: z.number().int(), refused: z.number().int() }),
  ),
  /** All of them, newest first; decided ones as well. */
  'requests.arrivals': command(one, z.array(Arrival)),
  /** Into the album, as an ordinary import; default: all that wait. Answers how many. */
  'requests.accept': command(some, z.object({ count: z.number().int() })),
  /** Deletes them, here and in the store; default: all that wait or were refused. */
  'requests.decline': command(some, z.object({ count: z.number().int() })),
} as const;

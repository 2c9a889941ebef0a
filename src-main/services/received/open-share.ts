/** Opens a share by link and code, and looks again at one that is known: the same page, the same rules. */
import { AppError } from '../../../src-shared/app-error';
import { judgeRevision } from '../../../src-shared/domain/received';
import { type LinkFault, readShareLink, type ShareLink } from '../../../src-shared/domain/received-link';
import type { GuestPageData } from '../../../src-shared/domain/share-page';
import { fromBase64Url, toBase64Url } from '../../../src-shared/sealing/bytes';
import { openGreeting } from '../../../src-shared/sealing/envelope';
import type { Bytes } from '../../../src-shared/sealing/primitives';
import { parseCode } from '../../../src-shared/sealing/share-code';
import { deriveKek } from '../../../src-shared/sealing/share-keys';
import type { ReceivedId } from '../../../src-shared/units';
import type { ReceivedRow } from '../../catalogue/catalogue';
import { sameHost } from '../../storage/sealed-source';
import { adoptShare } from './adopt-share';
import type { ReceivedDesk } from './desk';
import type { ReceivedSecret } from './kept-copy';
import { openContent, readManifest } from './open-page';
import type { Envelope } from './page-schemas';
import { readPage } from './read-page';

const ofLinks: Record<LinkFault, () => AppError> = {
  foreign: () => new AppError('share-link', 'That is no link of a share. Copy the whole link from the mail.'),
  'too-long': () =>
    new AppError('share-link', 'That is too long for the link of a share. Copy only the link from the mail.'),
  cut: () =>
    new AppError(
      'share-link',
      'The link is not whole: the part behind # is missing. Copy all of it from the mail.',
    ),
  'not-encrypted': () =>
    new AppError(
      'share-not-https',
      'This link is not encrypted on its way, and its computer is not in your own network. Ask for a link that begins with https.',
    ),
};

/** Throws `share-link`, `share-not-https`. */
export function linkOf(given: string): ShareLink {
  const read = readShareLink(given);
  if (read.ok) return read.link;
  throw ofLinks[read.fault]();
}

const wrongCode = (): AppError =>
  new AppError(
    'share-code',
    'The code does not open this link. Check it: it has ten characters, and every person has their own.',
  );
const ended = (): AppError =>
  new AppError('share-ended', 'The time of this share is over. Ask its sender to share the photos again.');
const older = (): AppError =>
  new AppError(
    'share-damaged',
    'The store gives out an older page of this share than the one that was seen before. It was not taken; try again later.',
  );

/** Rejects with AppError: `share-*`, what the network says, `disk-full`, `vault`. */
export async function openShare(
  desk: ReceivedDesk,
  link: ShareLink,
  typed: string | undefined,
  signal: AbortSignal,
): Promise<ReceivedId> {
  const data = await readPage(link.page, desk.http, signal);
  const { header } = data;
  const linkSecret = fromBase64Url(link.secret);
  // Told by the link alone: a link of another page is known before the code is tried.
  const greeting = await openGreeting(desk.primitives, linkSecret, header, data.greeting).catch(() => null);
  if (greeting === null) throw ofLinks.cut();
  if (greeting.asksForPhotos)
    throw new AppError('share-asks', 'This link asks you for photos. Open it in a browser to send them.');
  const known = desk.core.catalogue.received.byShare(header.shareId, header.recipientId);
  const held = known && (await desk.copies.secret(known.id));
  let kek = held && isOpenedBy(held, link, data) && typed === undefined ? fromBase64Url(held.kek) : null;
  if (kek === null) {
    const code = parseCode(typed ?? '');
    if (code === null) throw wrongCode();
    kek = await deriveKek(desk.primitives, { ...header, code, linkSecret, kdf: header.kdf });
  }
  return takePage(desk, known, { data, page: link.page, linkSecret, kek }, signal);
}

const isOpenedBy = (held: ReceivedSecret, link: ShareLink, { header }: GuestPageData): boolean =>
  held.linkSecret === link.secret && held.salt === header.kdf.salt;

/** Of a known share, at the newest address that is known. */
export async function lookAgain(desk: ReceivedDesk, row: ReceivedRow, signal: AbortSignal): Promise<void> {
  const held = await desk.copies.secret(row.id);
  if (held === null)
    throw new AppError(
      'vault',
      'The keys of this share are not on this computer any more. Open its link again with the code.',
    );
  const data = await readPage(held.page, desk.http, signal);
  if (data.header.shareId !== row.shareId || data.header.recipientId !== row.recipientId) throw older();
  // Another salt is another code: only the person has it.
  if (data.header.kdf.salt !== held.salt) throw wrongCode();
  const [linkSecret, kek] = [fromBase64Url(held.linkSecret), fromBase64Url(held.kek)];
  await takePage(desk, row, { data, page: held.page, linkSecret, kek }, signal);
}

async function takePage(
  desk: ReceivedDesk,
  known: ReceivedRow | null,
  given: { data: GuestPageData; page: string; linkSecret: Bytes; kek: Bytes },
  signal: AbortSignal,
): Promise<ReceivedId> {
  const { primitives, core } = desk;
  const { data, page, linkSecret, kek } = given;
  const { header } = data;
  const content = await openContent(primitives, data, kek);
  if (content === null) throw wrongCode();
  const now = { page: header.revision, manifest: content.manifest.revision };
  const before = known && { page: known.pageRevision, manifest: known.manifestRevision };
  const judged = judgeRevision(before, now);
  if (judged === 'older') throw older();
  if (content.endsAtMs <= core.now()) throw ended();
  const secret: ReceivedSecret = {
    page: newestPage(content, page),
    linkSecret: toBase64Url(linkSecret),
    kek: toBase64Url(kek),
    salt: header.kdf.salt,
  };
  const ids = { shareId: header.shareId, recipientId: header.recipientId };
  if (known && judged === 'same' && (await desk.copies.read(known.id, ids)) !== null) {
    await desk.copies.setSecret(known.id, secret);
    core.catalogue.received.change(known.id, { state: 'open', reason: null, refreshedAtMs: core.now() });
    core.changes.received();
    return known.id;
  }
  const greeting = await openGreeting(primitives, linkSecret, header, data.greeting).catch(() => null);
  const manifest = await readManifest({ page, shareId: header.shareId, content }, desk.http, signal);
  const recipientName = String(greeting?.recipientName ?? '');
  return adoptShare(desk, known, {
    ids,
    pageRevision: header.revision,
    content,
    manifest,
    recipientName,
    secret,
  });
}

/** The envelope knows an address that was signed later than the link; at the same host, since that is whom it is sealed for. */
const newestPage = ({ page: told }: Envelope, page: string): string => {
  const url = told === undefined ? null : sameHost(told, page);
  if (url === null) return page;
  url.hash = '';
  return url.href;
};

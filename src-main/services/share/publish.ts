/** Writes each person's page into the store, and puts the mails with link and code into the Outbox. */
import type { EnvelopeHeader, Photographer } from '../../../src-shared/domain/share-page';
import { sealEnvelope, sealGreeting } from '../../../src-shared/sealing/envelope';
import { fillGuestPage } from '../../../src-shared/sealing/fill-guest-page';
import { linkFragment } from '../../../src-shared/sealing/share-link';
import type { RecipientId } from '../../../src-shared/units';
import type { RecipientRow, ShareRow } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import { objectAddresses, signedForS, slotAddresses } from './addresses';
import {
  bytesOfBase64,
  changeShare,
  hasEnd,
  randomName,
  recipientOr404,
  type ShareDesk,
  storeOf,
} from './desk';
import { recipientSecrets, shareSecretName } from './secrets';
import { rememberSigned } from './signed-slots';

/** From when on the browser is told it is a page; the gateway and TempURL look at it too. */
export const PAGE_TYPE = 'text/html; charset=utf-8';

export function photographerOf({ core }: Pick<ShareDesk, 'core'>): Photographer {
  const identity = core.catalogue.identity.get();
  return { name: identity?.name ?? '', email: identity?.email ?? '', colour: identity?.colour ?? null };
}

/**
 * All pages that are not revoked, with addresses signed now. `links`: `keep` those that people have (the pages are written in place), or
 * `fresh` ones, which reach as far as today's signatures do. `only`: of these people, none of the others' is touched.
 */
export async function publishPages(
  desk: ShareDesk,
  share: ShareRow & { endsAtMs: number },
  links: 'keep' | 'fresh',
  signal: AbortSignal,
  only?: ReadonlySet<RecipientId>,
): Promise<{ sureUntilMs: number }> {
  const { core } = desk;
  const store = await storeOf(desk, share);
  const forS = await signedForS(desk, share, store, share.endsAtMs);
  const signedUntilMs = Math.min(share.endsAtMs, Math.floor(core.now() / 1000) * 1000 + forS * 1000);
  // A link that was handed out lives as long as its own signature, whatever its page says.
  const sureUntilMs = links === 'fresh' ? signedUntilMs : Math.min(signedUntilMs, share.sureUntilMs ?? 0);
  // A standing share has no end but that of its signatures.
  const shownEndMs = hasEnd(desk, share.id) ? share.endsAtMs : sureUntilMs;
  const names = core.catalogue.shares.objects(share.id).map((object) => object.id);
  const addresses = await objectAddresses(share, store, names, forS);
  const template = await desk.pageTemplate();
  for (const { id } of core.catalogue.shares.recipients(share.id)) {
    // As it is now: writing the pages before took a while.
    const recipient = recipientOr404(desk, share.id, id);
    if (recipient.state === 'revoked' || only?.has(id) === false) continue;
    await publishPage(
      desk,
      {
        share,
        store,
        recipient: named(desk, recipient),
        addresses,
        template,
        forS,
        signedUntilMs,
        shownEndMs,
        links,
      },
      signal,
    );
  }
  changeShare(desk, share.id, { sureUntilMs });
  return { sureUntilMs };
}

/** Its names are written down before anything is put under them. */
function named(desk: ShareDesk, recipient: RecipientRow): RecipientRow {
  if (recipient.pageName !== '') return recipient;
  const change = {
    pageName: `pages/${randomName(desk.primitives)}`,
    picksName: `picks/${randomName(desk.primitives)}/`,
  };
  desk.core.catalogue.shares.changeRecipient(recipient.id, change);
  return { ...recipient, ...change };
}

async function publishPage(
  desk: ShareDesk,
  given: {
    share: ShareRow & { endsAtMs: number };
    store: ObjectStore;
    recipient: RecipientRow;
    addresses: Awaited<ReturnType<typeof objectAddresses>>;
    template: string;
    forS: number;
    signedUntilMs: number;
    shownEndMs: number;
    links: 'keep' | 'fresh';
  },
  signal: AbortSignal,
): Promise<void> {
  const { share, store, recipient, forS } = given;
  const { primitives, core } = desk;
  if (!share.manifest) throw new Error('There is no manifest to show.');
  const secrets = await desk.secrets.get(share.id);
  const own = await recipientSecrets(desk.secrets, share.id, recipient.id);
  const revision = recipient.pageRevision + 1;
  const header: EnvelopeHeader = {
    format: 'caos-share',
    version: 1,
    shareId: share.id,
    recipientId: recipient.id,
    revision,
    kdf: own.kdf,
  };
  const maySend = share.allow.pick || share.allow.comment;
  rememberSigned(core, { ...share, prefix: share.folder + recipient.picksName }, given.signedUntilMs);
  const picks = await slotAddresses(share, store, recipient, forS);
  const linkSecret = bytesOfBase64(own.linkSecret);
  const greeting = await sealGreeting(primitives, linkSecret, header, {
    photographer: photographerOf(desk),
    title: share.title,
    recipientName: recipient.name,
    language: share.language,
    endsAtMs: given.shownEndMs,
    ...(!hasEnd(desk, share.id) && { standing: true }),
  });
  const key = share.folder + recipient.pageName;
  const address = await store.presignGet(share.bucket, key, forS, { inline: true });
  const sealed = await sealEnvelope(primitives, bytesOfBase64(own.kek), header, {
    contentKey: secrets?.contentKey ?? '',
    // The receipt goes the same way, also where nothing may be chosen.
    picksPublicKey: picks ? (secrets?.picksPublicKey ?? null) : null,
    manifest: share.manifest,
    addresses: given.addresses,
    picks,
    endsAtMs: given.shownEndMs,
    sureUntilMs: given.signedUntilMs,
    page: address,
  });
  const page = new TextEncoder().encode(fillGuestPage(given.template, { header, greeting, sealed }));
  await store.put(share.bucket, key, page, {
    contentType: PAGE_TYPE,
    ...(store.capabilities.expiry === 'object' && hasEnd(desk, share.id) && { expiresAtMs: share.endsAtMs }),
    signal,
  });
  if (given.links === 'fresh' || own.link === null) {
    await desk.secrets.setLink(share.id, recipient.id, address + linkFragment(linkSecret));
  }
  const { state } = recipientOr404(desk, share.id, recipient.id);
  core.catalogue.shares.changeRecipient(recipient.id, {
    pageRevision: revision,
    // Taken out while it was written: it goes again.
    state: state === 'revoked' ? state : 'live',
  });
  core.log.info('share-page', { share: share.id, revision, picks: maySend && picks !== null });
}

export async function mailLink(
  desk: ShareDesk,
  share: ShareRow,
  recipient: RecipientRow,
  kind: 'share-link' | 'share-fresh-link',
): Promise<void> {
  const { total } = desk.core.catalogue.shares.photoTally(share.id);
  const untilMs = share.sureUntilMs ?? share.endsAtMs;
  await desk.outbox.queue({
    kind,
    to: { email: recipient.email, name: recipient.name },
    language: share.language,
    params: {
      title: share.title,
      message: share.message,
      photoCount: total,
      codeWay: recipient.codeWay,
      ...(untilMs !== null && { untilMs }),
    },
    secrets: { link: { vault: shareSecretName(share.id), path: ['recipients', recipient.id, 'link'] } },
    ...(untilMs !== null && { expiresAtMs: untilMs }),
    refs: { shareId: share.id, recipientId: recipient.id },
  });
}

export async function mailCode(desk: ShareDesk, share: ShareRow, recipient: RecipientRow): Promise<void> {
  await desk.outbox.queue({
    kind: 'share-code',
    to: { email: recipient.email, name: recipient.name },
    language: share.language,
    params: { title: share.title },
    secrets: { code: { vault: shareSecretName(share.id), path: ['recipients', recipient.id, 'code'] } },
    ...(share.endsAtMs !== null && { expiresAtMs: share.endsAtMs }),
    refs: { shareId: share.id, recipientId: recipient.id },
  });
}

/** Shares, the Outbox and who is signed in of the harness, as the address asks: `?shares=7&mails=some&mail=set&signed=no&estimate=local…`. */
import { fromWire } from '../../../src-shared/app-error';
import type { Identity, PendingSignIn } from '../../../src-shared/domain/identity';
import type { Mail, MailAccount } from '../../../src-shared/domain/mail';
import type { RecipientPicks, Share, ShareEstimate, ShareRecipient } from '../../../src-shared/domain/share';
import type {
  AssetId,
  ConnectionId,
  MailId,
  RecipientId,
  SelectionId,
  ShareId,
} from '../../../src-shared/units';
import { renderedMail, someMails, wireError } from './fake-mails';

const day = 86_400_000;
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const people = [
  ['mina.kim@example.com', 'Mina Kim'],
  ['lee@studio.example', '이준호'],
  ['a.very.long.address.that.somebody.really.has@subdomain.of.a.long.example.org', ''],
  ['print@lab.example', 'Print lab, orders'],
] as const;
const titles = [
  'Wedding Kim & Lee',
  '아이슬란드 2024 고객 선택용',
  'Portraits for the annual report of a company whose name is longer than any title should be',
  'Street, Lisbon',
  'Album picks',
  'Rehearsal dinner',
  'Höfn',
];
const states: Share['state'][] = ['live', 'uploading', 'live', 'failed', 'draft', 'expired', 'revoked'];

export function fakeShares(query: URLSearchParams): Record<string, (input: never) => unknown> {
  const now = Date.now();
  const count = Number(query.get('shares') ?? 0);
  const identity: Identity | null =
    query.get('signed') === 'no'
      ? null
      : {
          email: 'jiyoon@lee.photo',
          name: query.get('language') === 'ko' ? '이지윤' : 'Jiyoon Lee',
          language: query.get('language') === 'ko' ? 'ko' : 'en',
          colour: '#b4532a',
          signature: 'Jiyoon Lee Photography\nlee.photo',
          logo: null,
          proof: query.get('proof') === 'local' ? 'local' : 'mail',
          signedInAtMs: now - 9 * day,
        };
  const pending: PendingSignIn = {
    email: 'jiyoon@lee.photo',
    expiresAtMs: now + 600_000,
    attemptsLeft: 5,
    mailId: 1 as MailId,
    mailState: query.get('mail') === 'set' ? 'sent' : 'waiting',
    readHere: query.get('mail') !== 'set',
  };
  const signing: { identity: Identity | null; pending: PendingSignIn | null } = { identity, pending: null };
  const account: MailAccount = {
    settings:
      query.get('mail') === 'none'
        ? null
        : {
            provider: 'gmail',
            host: 'smtp.gmail.com',
            port: 465,
            encryption: 'tls',
            plainAccepted: false,
            user: 'jiyoon@lee.photo',
            from: 'jiyoon@lee.photo',
          },
    hasPassword: query.get('mail') !== 'none',
    warning: null,
    trouble:
      query.get('mail') === 'refused'
        ? wireError(
            'mail-sign-in',
            'smtp.gmail.com refused the user name or password. Gmail wants an app password: make one, then write it in Settings.',
            '535 5.7.8 Username and Password not accepted',
          )
        : null,
  };
  const recipient = (share: number, n: number): ShareRecipient => {
    const [email, name] = people[n % people.length] as (typeof people)[number];
    const state = states[share % states.length] as Share['state'];
    const sent = state === 'live' || state === 'expired' || state === 'revoked';
    return {
      id: uuid(7000 + share * 10 + n) as RecipientId,
      email,
      name,
      codeWay: n % 3 === 1 ? 'show' : 'mail',
      state: state === 'live' ? (n === 3 ? 'revoked' : 'live') : sent ? 'revoked' : 'waiting',
      openedAtMs: sent && n < 2 ? now - 2 * day : null,
      lastOpenedAtMs: sent && n < 2 ? now - (n + 1) * 7_200_000 : null,
      openedCount: sent && n < 2 ? 3 - n * 2 : 0,
      pickedAtMs: sent && n === 0 ? now - 3_600_000 : null,
      pickedCount: sent && n === 0 ? 24 : 0,
      selectionId: sent && n === 0 ? (uuid(900) as SelectionId) : null,
    };
  };
  const shares: Share[] = Array.from({ length: count }, (_, n): Share => {
    const state = states[n % states.length] as Share['state'];
    const photoCount = [48, 812, 12, 7, 48, 3, 96][n % 7] as number;
    const sent = state === 'live' || state === 'expired' || state === 'revoked';
    return {
      id: uuid(6000 + n) as ShareId,
      title: titles[n % titles.length] as string,
      message:
        n % 7 === 0
          ? 'Here are the photos of your day.\nPlease choose your favourites for the album: about forty would be ideal.'
          : '',
      language: n % 7 === 1 ? 'ko' : 'en',
      state,
      stateAtMs: now - (n + 1) * day,
      reason:
        state === 'failed'
          ? wireError(
              'access-denied',
              'The key for Studio S3 may not write to the bucket “shares”. Ask its owner for the right, or choose another store.',
              'AccessDenied 403 (request 7F2A)',
            )
          : null,
      createdAtMs: now - n * 3 * day - 3_600_000,
      days: 14,
      endsAtMs: sent ? now + (state === 'live' ? 13 : -2) * day : null,
      sureUntilMs: sent && n % 7 === 2 ? now + 6 * day : sent ? now + 13 * day : null,
      connectionId: uuid(n % 2 === 0 ? 2 : 1) as ConnectionId,
      bucket: sent ? 'shares' : '',
      allow: { view: true, web: true, original: false, pick: true, comment: true },
      options: { watermark: n % 7 === 4 ? '© Jiyoon Lee' : null, stripLocation: true, showFileNames: true },
      photoCount,
      coverAssetId: (n * 3 + 1) as AssetId,
      recipients: Array.from(
        { length: state === 'draft' ? Number(query.get('people') ?? 2) : 1 + (n % 3 === 0 ? 3 : n % 3) },
        (__, k) => recipient(n, k),
      ),
      progress: {
        preparedPhotos: photoCount,
        sealedObjects: 60,
        storedObjects: 24,
        sealedBytes: 62e6,
        storedBytes: 25e6,
      },
      leftOut:
        n % 7 === 2
          ? [
              {
                assetId: 17 as AssetId,
                fileName: 'IMG_17.CR3',
                error: wireError(
                  'media-broken',
                  'The picture cannot be decoded. The file itself is kept as it is.',
                ),
              },
            ]
          : [],
      originalsLeftOut:
        n % 7 === 2
          ? [
              {
                assetId: 18 as AssetId,
                fileName: 'IMG_18.CR3',
                error: {
                  ...wireError('unsupported', 'Shown only.'),
                  params: { key: 'IMG_18.CR3', place: 'kind' },
                },
              },
            ]
          : [],
      filmsLeftOut:
        n % 7 === 2
          ? ['slow', 'unreadable'].map((film, at) => ({
              assetId: (19 + at) as AssetId,
              fileName: `C00${at}.MP4`,
              error: { ...wireError('unsupported', 'Shown by its poster.'), params: { film } },
            }))
          : [],
      cleanedAtMs: state === 'expired' ? now - day : null,
    };
  });
  const mails: Mail[] =
    query.get('mails') === 'some' ? someMails(now, shares, account.settings !== null) : [];
  if (
    query.get('mail') === 'none' &&
    shares[0] !== undefined &&
    mails.length === 0 &&
    query.get('mails') !== 'none'
  )
    mails.push(...someMails(now, shares, false).slice(0, 2));

  const one = ({ id }: { id: ShareId }): Share => shares.find((share) => share.id === id) as Share;
  const estimate: ShareEstimate = {
    photoCount: 46,
    videoCount: 2,
    uploadBytes: 62_400_000,
    byteDays: 62_400_000 * 14,
    cost:
      query.get('estimate') === 'local'
        ? { known: 'free' }
        : query.get('estimate') === 'unknown'
          ? { known: 'unknown' }
          : {
              ...{ known: 'about', currency: 'USD', amount: 0.0257, byList: true },
              ...{ stored: 0.0007, downloaded: 0.0247, written: 0.0003 },
            },
    way: query.get('estimate') === 'local' ? 'loopback' : 'https',
    maxLinkSeconds: query.get('estimate') === 'local' ? null : 604_800,
    notes:
      query.get('estimate') === 'local'
        ? ['not-https', 'only-this-computer', 'gateway-must-run', 'codes-by-mail', 'not-stored-photos']
        : ['renewed-while-running', 'codes-by-mail'],
  };
  const picks = ({ recipientId }: { recipientId: RecipientId }): RecipientPicks => ({
    recipientId,
    sentAtMs: now - 3_600_000,
    note: 'The ones with my grandmother matter most. Could IMG_9 be a little brighter?',
    picks: Array.from({ length: 24 }, (_, n) => ({
      assetId: (n * 2 + 1) as AssetId,
      fileName: `IMG_${n * 2 + 1}.jpg`,
      heart: n % 3 !== 1,
      colour: (['none', 'green', 'none', 'yellow'] as const)[n % 4] as 'none',
      note: n % 5 === 2 ? 'For the cover, please. In black and white if that works.' : '',
    })),
  });
  return {
    'shares.list': () => {
      if (query.get('fail') === 'shares')
        throw fromWire(wireError('io', 'The catalogue could not be read.', 'SQLITE_IOERR'));
      return shares;
    },
    'shares.get': one,
    'shares.photos': () => Array.from({ length: 48 }, (_, n) => n + 1),
    'shares.create': ({ source }: { source: { assetIds?: AssetId[] } }) => {
      const base = fakeDraft(uuid(6999) as ShareId, now, source.assetIds?.length ?? 48);
      shares.unshift(base);
      return base;
    },
    'shares.edit': ({ id, ...part }: { id: ShareId; recipients?: ShareRecipient[] }) =>
      Object.assign(
        one({ id }),
        part,
        part.recipients && {
          recipients: part.recipients.map((person, n) => ({
            ...recipient(4, n),
            ...person,
            id: person.id ?? uuid(7900 + n),
          })),
        },
      ),
    'shares.estimate': () => estimate,
    'shares.send': ({ id }: { id: ShareId }) => Object.assign(one({ id }), { state: 'preparing' }),
    'shares.discard': () => ({ ok: true }),
    'shares.secrets': () => ({ link: 'https://photos.example/page#k', code: '7KX2M-QD9TF' }),
    'shares.resend': () => ({ ok: true }),
    'shares.add': ({ id }: { id: ShareId }) => one({ id }),
    'shares.extend': ({ id, endsAtMs }: { id: ShareId; endsAtMs: number }) => ({ ...one({ id }), endsAtMs }),
    'shares.revoke': ({ id }: { id: ShareId }) => ({ ...one({ id }), state: 'revoked', stateAtMs: now }),
    'shares.collect': () => ({ opened: 2, choices: 1, refused: 0 }),
    'shares.picks': picks,
    'shares.applyPicks': () => ({ changed: 24 }),
    'outbox.list': () => mails,
    'outbox.show': ({ id }: { id: MailId }) => {
      const mail = mails.find((one) => one.id === id) as Mail;
      return { mail, rendered: mail.state === 'failed' ? null : renderedMail(mail) };
    },
    'outbox.send': () => ({ ok: true }),
    'outbox.retry': ({ id }: { id: MailId }) => ({
      ...mails.find((one) => one.id === id),
      state: 'sending',
      waitsFor: null,
    }),
    'outbox.arrived': ({ id }: { id: MailId }) => ({ ...mails.find((one) => one.id === id), state: 'sent' }),
    'outbox.discard': () => ({ ok: true }),
    'outbox.eml': () => ({ ok: true }),
    'mail.get': () => account,
    'mail.save': ({ settings }: { settings: MailAccount['settings'] }) =>
      Object.assign(account, { settings, hasPassword: true }),
    'mail.remove': () => ({ settings: null, hasPassword: false, warning: null, trouble: null }),
    'mail.test': ({ settings }: { settings?: MailAccount['settings'] }) => {
      if (query.get('test') === 'refused')
        throw fromWire(
          wireError(
            'mail-sign-in',
            'smtp.gmail.com refused the user name or password. Check both.',
            '535 5.7.8 Username and Password not accepted',
          ),
        );
      return { to: settings?.from ?? '', answer: '250 2.0.0 OK', encrypted: true };
    },
    'signin.status': () => signing,
    'signin.start': () => Object.assign(signing, { pending }),
    'signin.verify': () => ({ outcome: 'wrong', attemptsLeft: 4 }),
    'signin.edit': (part: object) => Object.assign(identity ?? {}, part),
    'signin.out': () => ({ identity: null, pending: null }),
  };
}

const fakeDraft = (id: ShareId, now: number, photoCount: number): Share => ({
  id,
  title: 'Album picks',
  message: '',
  language: 'en',
  state: 'draft',
  stateAtMs: now,
  reason: null,
  createdAtMs: now,
  days: 14,
  endsAtMs: null,
  sureUntilMs: null,
  connectionId: uuid(1) as ConnectionId,
  bucket: '',
  allow: { view: true, web: true, original: false, pick: true, comment: true },
  options: { watermark: null, stripLocation: true, showFileNames: true },
  photoCount,
  coverAssetId: 1 as AssetId,
  recipients: [],
  progress: { preparedPhotos: 0, sealedObjects: 0, storedObjects: 0, sealedBytes: 0, storedBytes: 0 },
  leftOut: [],
  originalsLeftOut: [],
  cleanedAtMs: null,
});

/** What a share that is composed proposes, lacks and sends. Pure. */
import { type Share, ShareDays } from '../../../src-shared/domain/share';
import { isAddress, type RecipientDraft, sameAddress } from './recipient-rules';

/** What a person writes and chooses; kept as a draft by main. */
export type ShareForm = Pick<
  Share,
  'title' | 'message' | 'language' | 'days' | 'allow' | 'options' | 'connectionId'
> & {
  recipients: RecipientDraft[];
};

export const formOf = (share: Share): ShareForm => ({
  title: share.title,
  message: share.message,
  language: share.language,
  days: share.days,
  allow: share.allow,
  options: share.options,
  connectionId: share.connectionId,
  recipients: share.recipients.map(({ id, email, name, codeWay }) => ({ id, email, name, codeWay })),
});

/** As the newest one that was sent had it; a person shares the same way again and again. */
export function lastChoice(shares: readonly Share[]): Partial<Pick<Share, 'days' | 'allow' | 'options'>> {
  const last = shares.find(({ state }) => state !== 'draft');
  if (last === undefined) return {};
  // A cover is one of its own photos.
  const { cover: _, ...options } = last.options;
  return { days: last.days, allow: last.allow, options };
}

export const offeredDays = [3, 7, 14, 30, 90, 365] as const;

export type FormLack = 'title' | 'days' | 'watermark' | 'recipients';

/** What is missing or wrong in it. `watermark`: it is on, whatever it says. */
export function lacksOf(form: ShareForm, watermarkOn: boolean): FormLack[] {
  const lacks: FormLack[] = [];
  if (form.title.trim() === '') lacks.push('title');
  if (!ShareDays.safeParse(form.days).success) lacks.push('days');
  if (watermarkOn && (form.options.watermark ?? '').trim() === '') lacks.push('watermark');
  if (form.recipients.length === 0 || form.recipients.some(({ email }) => !isAddress(email)))
    lacks.push('recipients');
  return lacks;
}

/** What main would accept of it; what is not whole yet stays as `before` had it. */
export function wholeForm(form: ShareForm, before: ShareForm): ShareForm {
  const watermark = form.options.watermark?.trim() ?? '';
  return {
    ...form,
    title: form.title.trim() === '' ? before.title : form.title.trim(),
    days: ShareDays.safeParse(form.days).success ? form.days : before.days,
    options: { ...form.options, watermark: watermark === '' ? null : watermark },
  };
}

/** The parts of the one form that the other has not. */
export const changedPart = (form: ShareForm, before: ShareForm): Partial<ShareForm> =>
  Object.fromEntries(
    Object.entries(form).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof ShareForm]),
    ),
  );

/** The same people with the ids that main gave them, so that each keeps their code while the list is edited. */
export const withIds = (recipients: RecipientDraft[], known: Share['recipients']): RecipientDraft[] =>
  recipients.map((person) => {
    const id = person.id ?? known.find(({ email }) => sameAddress(email, person.email))?.id;
    return id === undefined ? person : { ...person, id };
  });

/** Shares, the Outbox and who is signed in follow main's events. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { applyEvent } from '../../../src-renderer/stores/apply-events';
import { useNavigationStore } from '../../../src-renderer/stores/navigation-store';
import { needsPerson, useOutboxStore } from '../../../src-renderer/stores/outbox-store';
import { useSharesStore } from '../../../src-renderer/stores/shares-store';
import { useSignInStore } from '../../../src-renderer/stores/sign-in-store';
import type { Mail } from '../../../src-shared/domain/mail';
import type { Share } from '../../../src-shared/domain/share';
import { MailId, ShareId } from '../../../src-shared/units';

const shareId = (n: number): ShareId =>
  ShareId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const share = (n: number, title: string): Share => ({ id: shareId(n), title, createdAtMs: n }) as Share;
const mail = (n: number, part: Partial<Mail> = {}): Mail =>
  ({ id: MailId.parse(n), createdAtMs: n, state: 'waiting', waitsFor: null, ...part }) as Mail;
const told = (shares: Share[], removedIds: ShareId[] = []): void =>
  applyEvent({ name: 'shares.changed', payload: { shares, removedIds } });
const mailed = (mails: Mail[], removedIds: MailId[] = []): void =>
  applyEvent({ name: 'outbox.changed', payload: { mails, removedIds } });

beforeEach(() => {
  useSharesStore.setState({ shares: [], status: 'ready', error: null });
  useOutboxStore.setState({ mails: [], status: 'ready', error: null, openId: null, account: null });
  useNavigationStore.setState({ view: 'albums', shareId: null });
});

describe('shares', () => {
  const titles = (): string[] => useSharesStore.getState().shares.map(({ title }) => title);
  it('are there newest first, each once', () => {
    told([share(1, 'Jeju'), share(3, 'Höfn')]);
    told([share(2, 'Lisbon'), share(1, 'Jeju, again')]);
    expect(titles()).toEqual(['Höfn', 'Lisbon', 'Jeju, again']);
  });
  it('leave the screen when they are gone', () => {
    told([share(1, 'Jeju'), share(2, 'Lisbon')]);
    useNavigationStore.getState().openShare(shareId(1));
    told([], [shareId(2)]);
    expect(useNavigationStore.getState().view).toBe('share');
    told([], [shareId(1)]);
    expect(useNavigationStore.getState().view).toBe('shares');
    expect(titles()).toEqual([]);
  });
});

describe('the Outbox', () => {
  it('is there newest first, and a mail that is gone is no longer read', () => {
    mailed([mail(1), mail(2)]);
    useOutboxStore.getState().read(MailId.parse(1));
    mailed([mail(3), mail(1, { state: 'sending' })]);
    expect(useOutboxStore.getState().mails.map(({ id, state }) => [id, state])).toEqual([
      [3, 'waiting'],
      [2, 'waiting'],
      [1, 'sending'],
    ]);
    expect(useOutboxStore.getState().openId).toBe(1);
    mailed([], [MailId.parse(1)]);
    expect(useOutboxStore.getState().openId).toBeNull();
  });
  it('asks for the account again when mails wait for it or went through', () => {
    const loadAccount = vi.fn(async () => undefined);
    useOutboxStore.setState({ loadAccount });
    mailed([mail(1, { waitsFor: 'network' })]);
    expect(loadAccount).not.toHaveBeenCalled();
    mailed([mail(1, { waitsFor: 'account' })]);
    mailed([mail(1, { state: 'sent' })]);
    expect(loadAccount).toHaveBeenCalledTimes(2);
  });
  it('knows which mails wait for a person', () => {
    expect(
      [
        mail(1),
        mail(1, { waitsFor: 'network' }),
        mail(1, { state: 'sent' }),
        mail(1, { waitsFor: 'set-up' }),
        mail(1, { waitsFor: 'account' }),
        mail(1, { state: 'refused' }),
        mail(1, { state: 'unsure' }),
      ].map(needsPerson),
    ).toEqual([false, false, false, true, true, true, true]);
  });
});

it('knows who is signed in', () => {
  const identity = { email: 'lee@studio.example', name: 'Lee' } as NonNullable<
    ReturnType<typeof useSignInStore.getState>['identity']
  >;
  applyEvent({ name: 'signin.changed', payload: { identity, pending: null } });
  expect(useSignInStore.getState().identity).toEqual(identity);
  applyEvent({ name: 'signin.changed', payload: { identity: null, pending: null } });
  expect(useSignInStore.getState().identity).toBeNull();
});

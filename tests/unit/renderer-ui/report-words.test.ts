/** A report of a connection as a person reads it, in both languages. */
import { expect, it } from 'vitest';
import {
  headline,
  notableSteps,
  reportText,
  stepSentence,
} from '../../../src-renderer/features/connections/report-words';
import { type Language, startI18n } from '../../../src-renderer/i18n';
import { ko } from '../../../src-renderer/i18n/ko';
import { type ConnectionReport, type ProbeStep, probeChecks } from '../../../src-shared/domain/connection';

const speaking = (language: Language) => ({
  t: startI18n(language).t,
  language,
  locale: language === 'ko' ? 'ko-KR' : 'en-US',
});
const report = (steps: ProbeStep[], ok = true): ConnectionReport => ({
  ok,
  depth: 'full',
  steps,
  capabilities: null,
  testedAtMs: Date.UTC(2026, 10, 21, 9),
  elapsedMs: 1200,
});
const yes: ProbeStep = { check: 'sign-in', outcome: 'yes', message: 'It answers.' };
const days: ProbeStep = {
  check: 'link-lifetime',
  outcome: 'no',
  message: 'Links last 7 days at most.',
  params: { days: 7 },
};
const refused: ProbeStep = {
  check: 'sign-in',
  outcome: 'failed',
  message: 'The key was refused.',
  error: {
    code: 'key-refused',
    message: 'The key was refused.',
    retry: 'after-user',
    params: { host: 's3.example.com' },
    details: 'HTTP 403 · request 4F1A',
  },
};

it('says in one line whether photos can be kept', () => {
  const lines = [report([yes]), report([yes, days]), report([refused], false)];
  expect(lines.map((one) => headline(one, speaking('en')))).toEqual([
    'Photos can be kept here.',
    'Photos can be kept here. One thing this store does not do:',
    'Photos cannot be kept here yet.',
  ]);
  expect(headline(report([yes, days]), speaking('ko'))).toBe(
    '사진을 보관할 수 있습니다. 이 저장소가 하지 않는 것이 1가지 있습니다.',
  );
});

it('says in English what the probe wrote, and in Korean its own sentence', () => {
  expect(stepSentence(days, speaking('en'))).toBe('Links last 7 days at most.');
  const korean = (step: ProbeStep) => stepSentence(step, speaking('ko'));
  expect([korean(days), korean(refused), korean({ ...days, params: { hours: 1 } })]).toEqual([
    '링크는 길어야 7일 갑니다. 더 오래 공유하려면 링크를 새로 만들어야 합니다.',
    `s3.example.com: ${ko.errors['key-refused']}`,
    ko.connections.report.linkHour,
  ]);
});

it('tells damaged parts and open buckets from what cannot be done at all', () => {
  const no = (check: ProbeStep['check'], params: Record<string, number>): string =>
    stepSentence({ check, outcome: 'no', message: 'x', params }, speaking('ko'));
  expect([no('multipart', { damaged: 1 }), no('multipart', {}), no('link', { status: 200 })]).toEqual([
    ko.connections.report.damagedParts,
    ko.connections.report.no.multipart,
    ko.connections.report.openToAll,
  ]);
});

it('has a Korean sentence for a no of every check', () => {
  const sentences = probeChecks.map((check) =>
    stepSentence(
      { check, outcome: 'no', message: 'English', params: { minutes: 5, days: 7, bucket: 'b' } },
      speaking('ko'),
    ),
  );
  expect(sentences.filter((words) => !/[가-힣]/.test(words) || words.includes('{{'))).toEqual([]);
});

it('tells a bucket that may not be made from one that is not there', () => {
  const bucket: ProbeStep = { check: 'bucket', outcome: 'failed', message: 'x' };
  const korean = (step: ProbeStep) => stepSentence(step, speaking('ko'));
  expect([
    korean({ ...bucket, params: { bucket: 'home' } }),
    korean({ ...bucket, error: { code: 'access-denied', message: '', retry: 'after-user' } }),
    korean({ ...bucket, error: { code: 'quota', message: '', retry: 'after-user' } }),
  ]).toEqual([
    ko.connections.report.no.bucket.replace('{{bucket}}', 'home'),
    ko.connections.report.no['create-bucket'],
    ko.errors.quota,
  ]);
});

it('shows what failed, what is not done and what was left behind; counts the findings', () => {
  const untried: ProbeStep = { check: 'copy', outcome: 'untried', message: 'Not tried.' };
  const littered: ProbeStep = { ...yes, check: 'delete', params: { leftover: 'caos-test-1' } };
  const all = report([yes, days, refused, untried, littered]);
  expect(notableSteps(all)).toEqual([days, refused, littered]);
  expect(headline(all, speaking('en'))).toBe('Photos can be kept here. 2 things this store does not do:');
  expect(stepSentence(littered, speaking('ko'))).toBe(
    '시험하면서 만든 “caos-test-1” 버킷이나 폴더를 지우지 못했습니다. 직접 지우세요.',
  );
});

it('copies as plain text with the details a provider asks for', () => {
  expect(
    reportText(report([refused, days], false), { name: 'Studio', address: 's3.example.com' }, speaking('en')),
  ).toBe(
    [
      'Studio · s3.example.com',
      '2026-11-21T09:00:00.000Z',
      'Photos cannot be kept here yet.',
      'Failed: signing in. The key was refused. [HTTP 403 · request 4F1A]',
      'No: links that last. Links last 7 days at most.',
    ].join('\n'),
  );
});

import { expect, it } from 'vitest';
import { isOnlyOwner, mergeOnlyOwner, principalOf } from '../../../src-main/storage/drivers/s3/only-owner';

const kim = 'arn:aws:iam:::user/kim';
const team = {
  Sid: 'team',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::b/*',
};
const theirs = JSON.stringify({ Version: '2012-10-17', Id: 'x', Statement: team });

it('is one statement beside those of others, and goes alone', () => {
  const set = mergeOnlyOwner(theirs, 'b', kim) ?? '';
  const { Id, Statement } = JSON.parse(set);
  expect([Id, Statement.length, Statement[0], Statement[1].Effect, Statement[1].NotPrincipal]).toEqual([
    ...['x', 2, team, 'Deny', { AWS: [kim] }],
  ]);
  expect(JSON.parse(mergeOnlyOwner(set, 'b', kim) ?? '').Statement.length).toBe(2);
  expect(JSON.parse(mergeOnlyOwner(set, 'b', null) ?? '').Statement).toEqual([team]);
  expect([mergeOnlyOwner(theirs, 'b', null), mergeOnlyOwner(null, 'b', null)]).toEqual([theirs, null]);
  expect(mergeOnlyOwner(mergeOnlyOwner(null, 'b', kim), 'b', null)).toBeNull();
});

it('never names an action by which the policy itself is read or written', () => {
  const [{ Action }] = JSON.parse(mergeOnlyOwner(null, 'b', kim) ?? '').Statement;
  expect(Action.filter((action: string) => /\*|Policy/.test(action))).toEqual([]);
});

it('counts only whole and for this owner', () => {
  const set = mergeOnlyOwner(theirs, 'b', kim) ?? '';
  expect([
    isOnlyOwner(set, 'b', kim),
    isOnlyOwner(set, 'b', 'arn:aws:iam:::user/anna'),
    isOnlyOwner(set.replace('"s3:GetObject","s3:GetObjectVersion",', ''), 'b', kim),
    isOnlyOwner(theirs, 'b', kim),
    isOnlyOwner(null, 'b', kim),
  ]).toEqual([true, false, false, false, false]);
});

it('is written for ids that a policy can name', () => {
  expect(['kim', 'studio$kim', 'a b', 'a/*', '*', '', undefined].map(principalOf)).toEqual([
    ...[kim, 'arn:aws:iam::studio:user/kim', null, null, null, null, null],
  ]);
});

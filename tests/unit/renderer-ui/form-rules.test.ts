/** What a connection form must hold, and what it becomes. */
import { expect, it } from 'vitest';
import { configOf, emptyDraft, problemsOf } from '../../../src-renderer/features/connections/form-rules';

const s3 = {
  ...emptyDraft,
  name: 'Studio',
  endpoint: 'https://s3.example.com/',
  accessKey: ' AK ',
  secret: ' secret\n',
};

it('names every missing field, and a name only when it is to be kept', () => {
  expect(problemsOf(emptyDraft, 'try')).toEqual({ accessKey: 'accessKeyMissing', secret: 'secretMissing' });
  expect(problemsOf({ ...emptyDraft, region: ' ' }, 'add')).toEqual({
    name: 'nameMissing',
    region: 'regionMissing',
    accessKey: 'accessKeyMissing',
    secret: 'secretMissing',
  });
  expect(problemsOf({ ...emptyDraft, kind: 'local' }, 'add')).toEqual({
    name: 'nameMissing',
    root: 'folderMissing',
  });
});

it('takes an empty address for Amazon and refuses one without a scheme', () => {
  expect(problemsOf(s3, 'add')).toEqual({});
  expect(problemsOf({ ...s3, endpoint: '' }, 'add')).toEqual({});
  expect(problemsOf({ ...s3, endpoint: 's3.example.com' }, 'add')).toEqual({ endpoint: 'endpointWrong' });
});

it('becomes what the contract asks, without pasted spaces', () => {
  expect(configOf(s3)).toEqual({
    config: {
      kind: 's3',
      endpoint: 'https://s3.example.com',
      region: 'us-east-1',
      accessKey: 'AK',
      pathStyle: false,
    },
    secret: 'secret',
  });
  expect(configOf({ ...emptyDraft, kind: 'local', root: '/media/disk' })).toEqual({
    config: { kind: 'local', root: '/media/disk' },
  });
});

import { expect, test } from 'vitest';
import { fileNameOf } from '../../../src-main/electron/file-name';

test('a suggested name leads nowhere and is allowed everywhere', () => {
  expect(
    [
      'Kim & Lee.zip',
      '../../etc/passwd',
      'a/b\\c:d*?"<>|.csv',
      ' .hidden. ',
      '둘째 날.pdf',
      '\n\t',
      'x'.repeat(300),
    ].map(fileNameOf),
  ).toEqual(['Kim & Lee.zip', 'etc passwd', 'a b c d .csv', 'hidden', '둘째 날.pdf', '', 'x'.repeat(120)]);
});

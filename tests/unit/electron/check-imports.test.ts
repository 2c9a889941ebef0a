import { expect, test } from 'vitest';
import { createImportChecker } from '../../../src-main/electron/check-imports';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import type { ImportId, IngestId } from '../../../src-shared/units';
import { madeRun } from '../transfers/made-up';

test('an import that ended well while somebody listened is checked once', () => {
  const checked: ImportId[] = [];
  const checker = createImportChecker((id) => checked.push(id));
  const becomes = (id: number, ...changes: Array<Partial<ImportRun>>): void => {
    for (const change of changes)
      checker.take({ name: 'imports.changed', payload: { run: madeRun({ id: id as ImportId, ...change }) } });
  };
  const running = { state: 'running' as const };
  checker.begin([madeRun({ id: 1 as ImportId, state: 'scanning' }), madeRun({ id: 2 as ImportId })]);
  becomes(1, {}, {});
  becomes(2, {});
  becomes(3, running, { failedCount: 1 }, running, {});
  becomes(4, running, { cancelledCount: 1 });
  becomes(5, running, { state: 'failed' });
  becomes(6, { ...running, ingestId: 1 as IngestId }, { ingestId: 1 as IngestId });
  expect(checked).toEqual([1, 3]);
});

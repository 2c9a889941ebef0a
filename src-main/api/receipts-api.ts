/** `receipts.*` */
import { exportReceipt } from '../services/receipts/export-receipt';
import { receiptOr404 } from '../services/receipts/receipts';
import type { ApiContext, HandlersOf } from './handlers';

export const receiptsApi = ({ core, receipts, fontsFolder, signal }: ApiContext): HandlersOf<'receipts'> => ({
  'receipts.make': ({ depth, ...scope }) => ({ receiptId: receipts.make(scope, depth) }),
  'receipts.get': ({ id }) => receiptOr404(core, id),
  'receipts.list': ({ limit, albumId, importId, ingestId }) =>
    core.catalogue.receipts.list({
      limit,
      ...(albumId !== undefined && { albumId }),
      ...(importId !== undefined && { importId }),
      ...(ingestId !== undefined && { ingestId }),
    }),
  'receipts.files': ({ id, states, offset, limit }) => {
    receiptOr404(core, id);
    return core.catalogue.receipts.files(id, { offset, limit, ...(states && { states }) });
  },
  'receipts.export': async ({ id, format, to, replace }) => {
    await exportReceipt(core, id, { format, to, replace, fontsFolder }, signal);
    return { ok: true };
  },
  'receipts.cancel': async ({ id }) => {
    await receipts.cancel(id);
    return { ok: true };
  },
});

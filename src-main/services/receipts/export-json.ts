/** A receipt as JSON, its files in the order and the form of the digest: one to a line (docs/receipts.md). */
import { canonicalJson, canonicalLines } from './canonical';
import type { ReceiptList } from './receipt-list';

export async function* jsonOf(list: ReceiptList): AsyncGenerator<string> {
  yield `{\n"format": "caos-receipt",\n"version": 1,\n"receipt": ${canonicalJson(list.receipt)},\n"files": [`;
  let first = true;
  for await (const lines of canonicalLines(list.pages())) {
    if (lines.length === 0) continue;
    yield `${first ? '' : ','}\n${lines.join(',\n')}`;
    first = false;
  }
  yield '\n]\n}\n';
}

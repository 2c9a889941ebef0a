/** A receipt as PDF: the verdict in large words, where everything is, and every file, in English or Korean. */
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ReceiptWords } from '../../../src-shared/domain/receipt-words';
import { pdfBlocks } from './pdf-blocks';
import { type Block, layOut, PAGE, type Pdf } from './pdf-page';
import type { ReceiptList } from './receipt-list';

export interface PdfOptions {
  words: ReceiptWords;
  /** Holds Pretendard-Regular.otf and Pretendard-Bold.otf: Latin (of Inter) and Korean in one. */
  fontsFolder: string;
  /** IANA name; default: this computer's. */
  timeZone?: string;
}

/** `draw` fills `body` and ends it; both must be awaited together. */
export async function openPdf(
  list: ReceiptList,
  { words, fontsFolder, timeZone }: PdfOptions,
): Promise<{ body: Readable; draw(signal: AbortSignal): Promise<void> }> {
  // Loaded when the first PDF is made: nobody waits for it at the start.
  const { default: Document } = await import('pdfkit');
  const pdf: Pdf = new Document({
    size: [PAGE.width, PAGE.height],
    margins: { left: PAGE.margin, right: PAGE.margin, top: PAGE.margin, bottom: 0 },
    // None by default: pdfkit would open a font again at each change to it, when it has it under its path already.
    font: null as unknown as string,
    autoFirstPage: false,
    info: { Title: `${words.title}: ${list.receipt.title}`, Creator: 'CAOS', Producer: 'CAOS' },
    lang: words.language,
  });
  pdf.registerFont('regular', join(fontsFolder, 'Pretendard-Regular.otf'));
  pdf.registerFont('bold', join(fontsFolder, 'Pretendard-Bold.otf'));
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const blocks = (): AsyncGenerator<Block> => pdfBlocks(pdf, list, words, zone);
  return {
    body: pdf as unknown as Readable,
    async draw(signal) {
      try {
        pdf.addPage();
        const pages = await layOut(blocks(), signal, null);
        await layOut(blocks(), signal, {
          pdf,
          endPage: (page) => footer(pdf, `${list.receipt.title}   ${words.page(page, pages)}`),
        });
        pdf.end();
      } catch (error) {
        (pdf as unknown as Readable).destroy(error as Error);
        throw error;
      }
    },
  };
}

function footer(pdf: Pdf, text: string): void {
  pdf.font('regular').fontSize(8).fillColor('#555555');
  pdf.text(text, PAGE.margin, PAGE.bottom + 12, {
    width: PAGE.width - 2 * PAGE.margin,
    align: 'right',
    lineBreak: false,
  });
}

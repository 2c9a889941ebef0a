/** Pages of a PDF: blocks put one below the other, with titles again on each further page. */
import type PDFDocument from 'pdfkit';

export type Pdf = InstanceType<typeof PDFDocument>;

/** Something to draw from the left margin, at `y`. All sizes in points (1/72 inch). */
export interface Block {
  height: number;
  /** It and the next one stay on one page. */
  withNext?: boolean;
  /** Drawn again at the top of each further page, until another one comes; null: none from here on. */
  head?: Block | null;
  draw(pdf: Pdf, y: number): void;
}

export const PAGE = { width: 595.28, height: 841.89, margin: 36, bottom: 800 } as const; // A4

/** Puts blocks onto pages and answers how many those are; the same with and without drawing, so that page 1 can say “of 12”. */
export async function layOut(
  blocks: AsyncGenerator<Block>,
  signal: AbortSignal,
  drawing: { pdf: Pdf; endPage: (page: number) => void } | null,
): Promise<number> {
  let y: number = PAGE.margin;
  let page = 1;
  let head: Block | null = null;
  const put = (block: Block): void => {
    if (drawing) block.draw(drawing.pdf, y);
    y += block.height;
  };
  const nextPage = (): void => {
    drawing?.endPage(page);
    drawing?.pdf.addPage();
    page += 1;
    y = PAGE.margin;
    if (head) put(head);
  };
  for await (const block of blocks) {
    signal.throwIfAborted();
    const needed = block.height + (block.withNext ? block.height : 0);
    if (block.head === null) head = null;
    if (y + needed > PAGE.bottom) nextPage();
    put(block);
    if (block.head) head = block.head;
  }
  drawing?.endPage(page);
  return page;
}

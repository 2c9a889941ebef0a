/** A watermark over a picture as the share will have it: the same size and place as src-main/media/watermark.ts draws. */
const WIDTH = 0.42;
const MOST_HEIGHT = 0.05;
const MARGIN = 0.025;
const FONT = '600 100px Pretendard, Inter, system-ui, sans-serif';

export async function writeOver(picture: Blob, text: string): Promise<Blob> {
  const bitmap = await createImageBitmap(picture);
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  if (!pen) return picture;
  pen.drawImage(bitmap, 0, 0);
  bitmap.close();
  const short = Math.min(width, height);
  pen.font = FONT;
  // Letters of 100 px are about 120 px high with what hangs below the line.
  const scale = Math.min((width * WIDTH) / pen.measureText(text).width, (short * MOST_HEIGHT) / 120);
  const lettersPx = 120 * scale;
  pen.textAlign = 'right';
  pen.textBaseline = 'bottom';
  pen.shadowColor = '#000000a0';
  pen.shadowBlur = lettersPx / 6;
  pen.fillStyle = '#ffffffc0';
  pen.setTransform(scale, 0, 0, scale, width - short * MARGIN - lettersPx / 4, height - short * MARGIN);
  pen.fillText(text, 0, 0);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
}

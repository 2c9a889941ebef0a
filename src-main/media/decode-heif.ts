/** Decodes HEIC and HIF by libheif (WebAssembly), which turns the picture as the file says, and finds its colour profile. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { AppError } from '../../src-shared/app-error';
import { heifColour } from './heif-items';
import { wholeBytes } from './partial-bytes';
import { MAX_PIXELS, type Pixels } from './thumbnail';

type Handle = { readonly isHandle: unique symbol };
interface HeifChannel {
  stride: number;
  width: number;
  height: number;
  data: Uint8Array;
}
/** What of libheif's bindings is used; failures are objects with a `code`. */
interface LibHeif {
  heif_context_alloc(): Handle | null;
  heif_context_free(context: Handle): void;
  heif_context_read_from_memory(context: Handle, bytes: Uint8Array): { code: { value: number } };
  heif_js_context_get_primary_image_handle(context: Handle): Handle | { code: unknown };
  heif_image_handle_get_width(image: Handle): number;
  heif_image_handle_get_height(image: Handle): number;
  heif_image_handle_release(image: Handle): void;
  heif_js_decode_image2(
    image: Handle,
    colourSpace: unknown,
    chroma: unknown,
  ): { image?: Handle; channels?: HeifChannel[]; code?: unknown };
  heif_image_release(image: Handle): void;
  heif_colorspace: { heif_colorspace_RGB: unknown };
  heif_chroma: { heif_chroma_interleaved_RGB: unknown };
}

export interface HeifPicture {
  pixels: Pixels;
  icc: Uint8Array | null;
}

/** Beyond it a HEIF file holds a film or a lie. */
const MAX_FILE_BYTES = 400 * 1024 * 1024;

/** Upright, 8 bits. Throws `media-broken`, `unsupported` (absurdly large, or of a codec that libheif does not have). */
export async function decodeHeif(path: string): Promise<HeifPicture> {
  const bytes = await readFile(path);
  if (bytes.length > MAX_FILE_BYTES) throw broken('too large');
  // Read only when the first such photo comes.
  const require = createRequire(import.meta.url);
  const heif = require('libheif-js/wasm-bundle') as LibHeif;
  return using(heif.heif_context_alloc(), heif.heif_context_free, (context) => {
    const { code } = heif.heif_context_read_from_memory(context, bytes);
    if (code.value !== 0) throw broken(`error ${code.value}`);
    return using(
      handleOf(heif.heif_js_context_get_primary_image_handle(context)),
      heif.heif_image_handle_release,
      (image) => {
        const width = heif.heif_image_handle_get_width(image);
        const height = heif.heif_image_handle_get_height(image);
        if (width * height > MAX_PIXELS) throw tooLarge(width, height);
        const { icc, isPerceptualQuantizer } = heifColour(wholeBytes(bytes));
        const pixels = pixelsOf(heif, image);
        return { pixels: isPerceptualQuantizer ? toneMapped(pixels) : pixels, icc };
      },
    );
  });
}

function pixelsOf(heif: LibHeif, handle: Handle): Pixels {
  const made = heif.heif_js_decode_image2(
    handle,
    heif.heif_colorspace.heif_colorspace_RGB,
    heif.heif_chroma.heif_chroma_interleaved_RGB,
  );
  return using(handleOf(made.image ?? made), heif.heif_image_release, () => {
    const channel = made.channels?.[0];
    if (!channel) throw broken('no pixels');
    const { width, height, stride } = channel;
    const data = Buffer.alloc(width * height * 3);
    for (let row = 0; row < height; row += 1)
      data.set(channel.data.subarray(row * stride, row * stride + width * 3), row * width * 3);
    return { data, raw: { width, height, channels: 3 } };
  });
}

/** The WebAssembly's memory is the host's for hundreds of files. */
function using<T>(handle: Handle | null, release: (handle: Handle) => void, use: (handle: Handle) => T): T {
  if (!handle) throw broken('nothing in it');
  try {
    return use(handle);
  } finally {
    release(handle);
  }
}

/** libheif answers a failure in the place of the handle. */
function handleOf(answer: Handle | { code?: unknown; subcode?: unknown }): Handle {
  if ('code' in answer) {
    const { code, subcode } = answer as { code?: { value?: number }; subcode?: { value?: number } };
    throw broken(`error ${code?.value}.${subcode?.value}`);
  }
  return answer as Handle;
}

const broken = (details: string): AppError =>
  new AppError(
    'media-broken',
    'This file is damaged or not the photo its name says. Copy it from the camera or card again.',
    { details },
  );
const tooLarge = (width: number, height: number): AppError =>
  new AppError(
    'unsupported',
    'This picture says it has more than 500 million pixels, so CAOS does not open it. The file itself is kept.',
    { details: `${width} x ${height}` },
  );

/** ITU-R BT.2100: 8 bits of code to the light of a screen, in nits. */
function nitsOf(code: number): number {
  const [m1, m2, c1, c2, c3] = [0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875];
  const power = (code / 255) ** (1 / m2);
  return 10_000 * (Math.max(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1);
}

/** White paper, and the brightest light that is still told from white (ITU-R BT.2408). */
const PAPER_NITS = 203;
const BRIGHTEST = 1000 / PAPER_NITS;

/** Light beyond white is drawn in, softly, and coded as sRGB codes it: a screen shows it about as the camera's own did. */
function toneMapped(pixels: Pixels): Pixels {
  const codes = Uint8Array.from({ length: 256 }, (_, code) => {
    const light = nitsOf(code) / PAPER_NITS;
    const drawn = Math.min(1, (light * (1 + light / BRIGHTEST ** 2)) / (1 + light));
    return Math.round(255 * (drawn <= 0.0031308 ? drawn * 12.92 : 1.055 * drawn ** (1 / 2.4) - 0.055));
  });
  for (let at = 0; at < pixels.data.length; at += 1)
    pixels.data[at] = codes[pixels.data[at] as number] as number;
  return pixels;
}

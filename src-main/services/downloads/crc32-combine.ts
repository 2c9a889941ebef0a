/** The CRC-32 of two pieces of a file from the CRC-32 of each, without their bytes. */

/** The reversed polynomial of CRC-32 (ISO 3309), as in ZIP. */
const POLYNOMIAL = 0xedb88320;

/** `next` is the CRC-32 of the `nextBytes` bytes that follow the piece with CRC-32 `first`. */
export function combineCrc32(first: number, next: number, nextBytes: number): number {
  // Appending n zero bytes multiplies by x^(8n) modulo the polynomial.
  return (multiply(powerOfX(nextBytes * 8), first) ^ next) >>> 0;
}

/** a * b modulo the polynomial; bit 31 stands for x^0. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b >>> 0;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= shifted;
    shifted = (shifted & 1) !== 0 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product >>> 0;
}

/** x^n modulo the polynomial, by squaring. `n` may exceed 32 bits. */
function powerOfX(n: number): number {
  let result = 0x80000000; // x^0
  let square = 0x40000000; // x^1
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(square, result);
    square = multiply(square, square);
  }
  return result;
}

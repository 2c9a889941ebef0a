// Writes EXIF, XMP and IPTC into a JPEG: a small TIFF writer of our own, used for the sample photos, test photos and the benchmark's corpus.

const bytesOfType = { byte: 1, ascii: 1, short: 2, long: 4, rational: 8, undefined: 1, srational: 8 };
const codeOfType = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, undefined: 7, srational: 10 };

/** One directory entry's value as bytes. Rationals are given as numbers. */
function encodeValue(type, value) {
  if (type === 'ascii') return Buffer.from(`${value}\0`, 'utf8');
  if (type === 'undefined') return Buffer.from(value);
  const numbers = [value].flat();
  const bytes = Buffer.alloc(bytesOfType[type] * numbers.length);
  for (const [index, number] of numbers.entries()) {
    if (type === 'byte') bytes.writeUInt8(number, index);
    else if (type === 'short') bytes.writeUInt16LE(number, index * 2);
    else if (type === 'long') bytes.writeUInt32LE(number, index * 4);
    else {
      const [above, below] = fraction(number);
      bytes.writeInt32LE(above, index * 8);
      bytes.writeInt32LE(below, index * 8 + 4);
    }
  }
  return bytes;
}

/** 0.004 -> 1/250; other values in millionths as far as 32 bits hold them. */
function fraction(number) {
  const inverse = Math.round(1 / number);
  if (number > 0 && number < 1 && Math.abs(1 / inverse - number) < 1e-9) return [1, inverse];
  const below = Math.abs(number) < 2000 ? 1_000_000 : 1000;
  return [Math.round(number * below), below];
}

/** An image file directory that starts at `offset` of the TIFF structure; `next` is the offset of the one after it. */
function directory(entries, offset, next = 0) {
  const sorted = [...entries].sort((a, b) => a[0] - b[0]);
  const head = Buffer.alloc(2 + 12 * sorted.length + 4);
  const outside = [];
  let outsideAt = offset + head.length;
  head.writeUInt16LE(sorted.length, 0);
  for (const [index, [tag, type, value]] of sorted.entries()) {
    const bytes = encodeValue(type, value);
    const at = 2 + 12 * index;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(codeOfType[type], at + 2);
    head.writeUInt32LE(bytes.length / bytesOfType[type], at + 4);
    if (bytes.length <= 4) {
      bytes.copy(head, at + 8);
    } else {
      head.writeUInt32LE(outsideAt, at + 8);
      const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
      outside.push(even);
      outsideAt += even.length;
    }
  }
  head.writeUInt32LE(next, head.length - 4);
  return Buffer.concat([head, ...outside]);
}

const degrees = (value) => {
  const whole = Math.floor(Math.abs(value));
  const minutes = (Math.abs(value) - whole) * 60;
  return [whole, Math.floor(minutes), Math.round((minutes - Math.floor(minutes)) * 60 * 1e4) / 1e4];
};

/**
 * The TIFF structure of EXIF (without the `Exif` header) of: make, model, software, orientation, takenAt (`YYYY-MM-DDTHH:MM:SS`), offset (`+02:00`),
 * subSecond, lens, exposureTimeS, fNumber, iso, focalLengthMm, latitudeDeg, longitudeDeg, altitudeM, copyright, caption, widthPx,
 * heightPx, thumbnail (JPEG bytes).
 */
export function exifOf(about) {
  // What EXIF 2.32 asks of every JPEG: 72 dots per inch, YCbCr centred, version.
  const ifd0 = [
    [0x011a, 'rational', 72],
    [0x011b, 'rational', 72],
    [0x0128, 'short', 2],
    [0x0213, 'short', 1],
  ];
  const exif = [
    [0x9000, 'undefined', '0232'],
    [0x9101, 'undefined', [1, 2, 3, 0]],
    [0xa000, 'undefined', '0100'],
  ];
  const gps = [];
  const put = (list, tag, type, value) => {
    if (value !== undefined) list.push([tag, type, value]);
  };
  const date = about.takenAt?.replace('T', ' ').replaceAll('-', ':');
  put(ifd0, 0x010e, 'ascii', about.caption);
  put(ifd0, 0x010f, 'ascii', about.make);
  put(ifd0, 0x0110, 'ascii', about.model);
  put(ifd0, 0x0112, 'short', about.orientation);
  put(ifd0, 0x0131, 'ascii', about.software);
  put(ifd0, 0x0132, 'ascii', date);
  put(ifd0, 0x8298, 'ascii', about.copyright);
  put(exif, 0x829a, 'rational', about.exposureTimeS);
  put(exif, 0x829d, 'rational', about.fNumber);
  put(exif, 0x8827, 'short', about.iso);
  put(exif, 0x9003, 'ascii', date);
  put(exif, 0x9004, 'ascii', date);
  put(exif, 0x9010, 'ascii', about.offset);
  put(exif, 0x9011, 'ascii', about.offset);
  put(exif, 0x9291, 'ascii', about.subSecond);
  put(exif, 0x920a, 'rational', about.focalLengthMm);
  put(exif, 0xa001, 'short', 1);
  put(exif, 0xa002, 'long', about.widthPx);
  put(exif, 0xa003, 'long', about.heightPx);
  put(exif, 0xa434, 'ascii', about.lens);
  if (about.latitudeDeg !== undefined && about.longitudeDeg !== undefined) {
    put(gps, 0x0000, 'byte', [2, 3, 0, 0]);
    put(gps, 0x0001, 'ascii', about.latitudeDeg < 0 ? 'S' : 'N');
    put(gps, 0x0002, 'rational', degrees(about.latitudeDeg));
    put(gps, 0x0003, 'ascii', about.longitudeDeg < 0 ? 'W' : 'E');
    put(gps, 0x0004, 'rational', degrees(about.longitudeDeg));
  }
  if (about.altitudeM !== undefined) {
    put(gps, 0x0005, 'byte', about.altitudeM < 0 ? 1 : 0);
    put(gps, 0x0006, 'rational', Math.abs(about.altitudeM));
  }
  return assemble(ifd0, exif, gps, about.thumbnail);
}

function assemble(ifd0, exif, gps, thumbnail) {
  const header = Buffer.from([0x49, 0x49, 0x2a, 0x00, 8, 0, 0, 0]);
  const main = [...ifd0, [0x8769, 'long', 0]];
  if (gps.length > 0) main.push([0x8825, 'long', 0]);
  const exifAt = header.length + directory(main, 0).length;
  const gpsAt = exifAt + directory(exif, 0).length;
  const small = [
    [0x0103, 'short', 6],
    [0x0201, 'long', 0],
    [0x0202, 'long', thumbnail?.length ?? 0],
  ];
  const smallAt = gpsAt + (gps.length > 0 ? directory(gps, 0).length : 0);
  for (const entry of main) {
    if (entry[0] === 0x8769) entry[2] = exifAt;
    if (entry[0] === 0x8825) entry[2] = gpsAt;
  }
  small[1][2] = smallAt + directory(small, 0).length;
  return Buffer.concat([
    header,
    directory(main, header.length, thumbnail ? smallAt : 0),
    directory(exif, exifAt),
    ...(gps.length > 0 ? [directory(gps, gpsAt)] : []),
    ...(thumbnail ? [directory(small, smallAt), thumbnail] : []),
  ]);
}

const escapeXml = (text) => String(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const bag = (name, values) =>
  `<${name}><rdf:Bag>${values.map((value) => `<rdf:li>${escapeXml(value)}</rdf:li>`).join('')}</rdf:Bag></${name}>`;
const alternative = (name, value) =>
  `<${name}><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(value)}</rdf:li></rdf:Alt></${name}>`;

/** An XMP packet of rating, label, title, description, rights, keywords; null when there is nothing to say. */
export function xmpOf({ rating, label, title, description, rights, keywords }) {
  const attributes = [
    rating !== undefined ? ` xmp:Rating="${rating}"` : '',
    label ? ` xmp:Label="${escapeXml(label)}"` : '',
  ].join('');
  const elements = [
    title ? alternative('dc:title', title) : '',
    description ? alternative('dc:description', description) : '',
    rights ? alternative('dc:rights', rights) : '',
    keywords?.length ? bag('dc:subject', keywords) : '',
  ].join('');
  if (attributes === '' && elements === '') return null;
  return (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"' +
    ` xmlns:dc="http://purl.org/dc/elements/1.1/"${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
  );
}

/** IPTC datasets of record 2 as `[number, text or bytes]`, in a Photoshop resource block; UTF-8 is declared unless `declareUtf8` is false. */
export function iptcOf(datasets, { declareUtf8 = true } = {}) {
  const declaration = declareUtf8 ? [Buffer.from([0x1c, 1, 90, 0, 3, 0x1b, 0x25, 0x47])] : [];
  const records = datasets.map(([number, value]) => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([0x1c, 2, number, bytes.length >> 8, bytes.length & 255]), bytes]);
  });
  const data = Buffer.concat([...declaration, ...records]);
  const resource = Buffer.alloc(12);
  resource.write('8BIM', 0, 'latin1');
  resource.writeUInt16BE(0x0404, 4);
  resource.writeUInt32BE(data.length, 8);
  return Buffer.concat([
    Buffer.from('Photoshop 3.0\0', 'latin1'),
    resource,
    data,
    Buffer.alloc(data.length % 2),
  ]);
}

function segment(marker, payload) {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

/** The JPEG with EXIF, XMP and IPTC as its first segments (`iptc`: what `iptcOf` takes). JFIF is dropped, as cameras write none. */
export function jpegWithMetadata(jpeg, about) {
  let body = jpeg.subarray(2);
  if (body[0] === 0xff && body[1] === 0xe0) body = body.subarray(2 + body.readUInt16BE(2));
  const xmp = xmpOf(about.xmp ?? {});
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifOf(about)])),
    ...(xmp ? [segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`))] : []),
    ...(about.iptc ? [segment(0xed, iptcOf(about.iptc))] : []),
    body,
  ]);
}

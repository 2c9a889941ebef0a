/** Sidecars say what was set, in every form that programs write, and lose nothing of what others put there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../src-main/media/clean-text';
import { decodePacket, parsePacket } from '../../../src-main/media/xmp-document';
import { readSidecar, writeSidecar } from '../../../src-main/media/xmp-sidecar';
import type { AssetEdits } from '../../../src-shared/domain/edits';
import { sameEdits } from '../../../src-shared/domain/sidecars';
import { isInstalled } from '../../support/swift-server';

const nowMs = Date.UTC(2026, 4, 1, 12);
const options = { nowMs, plainStars: true };
const fieldsOf = (text: string): AssetEdits | undefined => readSidecar(text)?.fields;

/** As Lightroom Classic writes it for a RAW file, cut down. */
const lightroom = `<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0-c000 1.000000, 0000/00/00-00:00:00        ">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
   xmp:Rating="3"
   xmp:Label="Green"
   xmp:MetadataDate="2026-04-30T10:00:00+02:00"
   xmpDM:pick="1"
   photoshop:SidecarForExtension="CR3"
   crs:Version="16.2"
   crs:Exposure2012="+0.35">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Kim &amp; Lee</rdf:li><rdf:li xml:lang="de">Kim und Lee</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>Ana Ito</rdf:li></rdf:Seq></dc:creator>
   <dc:subject><rdf:Bag><rdf:li>Dogs</rdf:li><rdf:li>beach</rdf:li></rdf:Bag></dc:subject>
   <lr:hierarchicalSubject><rdf:Bag><rdf:li>Animals|Dogs</rdf:li><rdf:li>Places|Jeju</rdf:li></rdf:Bag></lr:hierarchicalSubject>
   <xmpMM:DerivedFrom stRef:documentID="A" rdf:parseType="Resource"/>
   <crs:ToneCurvePV2012><rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>255, 255</rdf:li></rdf:Seq></crs:ToneCurvePV2012>
   <!-- kept -->
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
`;
/** As Photo Mechanic and older programs write: elements, one description for each namespace, other prefixes. */
const elements = `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
 <rdf:Description rdf:about='' xmlns:photomechanic='http://ns.camerabits.com/photomechanic/1.0/'>
  <photomechanic:Prefs>1:2:4:007</photomechanic:Prefs><photomechanic:Tagged>True</photomechanic:Tagged>
 </rdf:Description>
 <rdf:Description rdf:about='' xmlns:xap='http://ns.adobe.com/xap/1.0/'>
  <xap:Rating>4</xap:Rating><xap:Label>Winner</xap:Label>
 </rdf:Description>
 <rdf:Description rdf:about='' xmlns:d='http://purl.org/dc/elements/1.1/'>
  <d:description><rdf:Alt><rdf:li xml:lang='ko'>설명</rdf:li></rdf:Alt></d:description>
  <d:rights>plain</d:rights>
 </rdf:Description>
</rdf:RDF>`;

describe('reading', () => {
  it('understands Lightroom: attributes, lists, languages, leaves of hierarchies, its flag', () => {
    expect(readSidecar(lightroom)).toEqual({
      fields: {
        rating: 3,
        flag: 'pick',
        colour: 'green',
        title: 'Kim & Lee',
        keywords: ['Dogs', 'beach', 'Jeju'],
        creator: 'Ana Ito',
      },
      changedAtMs: Date.UTC(2026, 3, 30, 8),
      ours: false,
    });
  });

  it('understands elements, other prefixes, several descriptions and Photo Mechanic; a label of their own is no colour', () => {
    expect(fieldsOf(elements)).toEqual({ rating: 4, flag: 'pick', caption: '설명', copyright: 'plain' });
  });

  it('takes a rating of -1 for rejected, and an empty label for none', () => {
    const packet = (attributes: string): string =>
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" ${attributes}/></rdf:RDF>`;
    expect(fieldsOf(packet('xmp:Rating="-1"'))).toEqual({ flag: 'reject' });
    expect(fieldsOf(packet('xmp:Rating="5.0" xmp:Label=""'))).toEqual({ rating: 5, colour: 'none' });
    expect(fieldsOf(packet('xmp:Rating="99"'))).toEqual({});
  });

  it('reads UTF-16 with its mark', () => {
    const text = Buffer.from(`\uFEFF${elements.replace('UTF-8', 'UTF-16')}`, 'utf16le');
    expect(readSidecar(decodePacket(text))?.fields).toMatchObject({ caption: '설명' });
  });

  it('takes no text in Latin-1, whose letters would be lost when it is written again', () => {
    expect(
      decodePacket(Buffer.from(lightroom.replace('beach', 'plage d’été').replace('’', "'"), 'latin1')),
    ).toBeNull();
    expect(readSidecar(null)).toBeNull();
  });

  it.each([
    ['entities', lightroom.replace('<x:', '<!DOCTYPE x [<!ENTITY a "b">]><x:')],
    ['cut off', lightroom.slice(0, 900)],
    ['no RDF', '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'],
    ['not XML', 'GIF89a'],
    ['empty', ''],
    ['too long', lightroom + ' '.repeat(4 * 1024 * 1024)],
    [
      'too much that is ours',
      lightroom.replace('<rdf:li>beach</rdf:li>', '<rdf:li>beach</rdf:li>'.repeat(4000)),
    ],
    ['too much of nobody', lightroom.replace('<!-- kept -->', '<a/>'.repeat(20_000))],
    ['too deep', lightroom.replace('<!-- kept -->', '<a>'.repeat(100_000) + '</a>'.repeat(100_000))],
  ])('refuses what cannot be changed safely: %s', (_, text) => {
    expect(readSidecar(text)).toBeNull();
    expect(writeSidecar(text, { rating: 1 }, options)).toBeNull();
  });

  it('is quick with a hostile one', () => {
    const started = performance.now();
    parsePacket('<'.repeat(4 * 1024 * 1024));
    parsePacket(`<a ${'b="c" '.repeat(300_000)}`);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('writing', () => {
  it('changes what differs and keeps every other character of a sidecar of Lightroom', () => {
    const fields = fieldsOf(lightroom) as AssetEdits;
    const text = writeSidecar(lightroom, { ...fields, rating: 5, keywords: ['beach', 'sunset'] }, options);
    const expected = lightroom
      .replace('xmp:Rating="3"', 'xmp:Rating="5"')
      .replace('2026-04-30T10:00:00+02:00', '2026-05-01T12:00:00.000Z')
      .replace('<rdf:li>Dogs</rdf:li><rdf:li>beach</rdf:li>', '<rdf:li>beach</rdf:li><rdf:li>sunset</rdf:li>')
      .replace(/\n\s*<lr:hierarchicalSubject>.*<\/lr:hierarchicalSubject>/, '');
    const flat = (xml: string): string => xml.replace(/\s+/g, ' ').trim();
    expect(flat(text ?? '')).toBe(flat(expected));
  });

  it('writes into elements and prefixes as they are there, and keeps labels of somebody else', () => {
    const fields = fieldsOf(elements) as AssetEdits;
    const text =
      writeSidecar(elements, { ...fields, rating: 1, flag: 'none', caption: 'Neu' }, options) ?? '';
    expect(text).toContain('<xap:Rating>1</xap:Rating>');
    expect(text).toContain('<xap:Label>Winner</xap:Label>');
    expect(text).toContain('<photomechanic:Prefs>0:2:1:007</photomechanic:Prefs>');
    expect(text).toContain('<photomechanic:Tagged>False</photomechanic:Tagged>');
    expect(text).toContain('설명');
    expect(fieldsOf(text)).toEqual({ rating: 1, flag: 'none', caption: 'Neu', copyright: 'plain' });
  });

  it('keeps long foreign properties byte for byte, and is quick with them', () => {
    const masks = `<crs:Masks note="a > b">\r\n${'<rdf:Seq><rdf:li crs:Dabs="d 0.5 0.5">\u2028&#x41;<![CDATA[<x>]]><!-- < --></rdf:li></rdf:Seq>\r\n'.repeat(20_000)}</crs:Masks>`;
    const long = lightroom.replace('<!-- kept -->', () => `${masks}<!-- kept -->${masks}`);
    const started = performance.now();
    const text = writeSidecar(long, { rating: 1 }, options) ?? '';
    expect(performance.now() - started).toBeLessThan(3000);
    expect(text.split(masks)).toHaveLength(3);
    expect(fieldsOf(text)).toEqual({ rating: 1 });
    expect(readSidecar(long.replaceAll('</crs:Masks>', '</crs:Mask>'))).toBeNull();
    expect(readSidecar(lightroom.replace('<!-- kept -->', '<?caos-lifted 0?>'))).toBeNull();
  });

  it('keeps rows of short foreign properties byte for byte, and what is ours between them can be set', () => {
    const many = Array.from(
      { length: 5000 },
      (_, n) => `<crs:T${n}>\t${n}&#x41;</crs:T${n}> <!-- ${n} -->`,
    ).join('\r\n');
    const long = lightroom.replace(
      '<!-- kept -->',
      () => `${many}<xmp:CreatorTool>Lr</xmp:CreatorTool>${many}`,
    );
    const started = performance.now();
    const text = writeSidecar(long, { ...fieldsOf(long), title: 'new' }, options) ?? '';
    expect(performance.now() - started).toBeLessThan(2000);
    expect(text.split(many)).toHaveLength(3);
    expect(text).toContain('<xmp:CreatorTool>Lr</xmp:CreatorTool>');
    expect(fieldsOf(text)).toEqual({ ...fieldsOf(long), title: 'new' });
  });

  it('takes out what is set no more', () => {
    const text = writeSidecar(lightroom, { title: 'Kim & Lee' }, options) ?? '';
    expect(fieldsOf(text)).toEqual({ title: 'Kim & Lee' });
    expect(text).toContain('crs:Exposure2012="+0.35"');
    expect(text).not.toMatch(/Rating|Label|dc:subject|dc:creator|hierarchical|pick/);
  });

  it('says a rejection as Bridge does, and keeps the stars of a rejected photo', () => {
    const plain = writeSidecar(null, { flag: 'reject' }, options) ?? '';
    expect(plain).toMatch(/xmp:Rating="-1"/);
    expect(fieldsOf(plain)).toEqual({ flag: 'reject' });
    const starred = writeSidecar(plain, { flag: 'reject', rating: 4 }, options) ?? '';
    expect(fieldsOf(starred)).toEqual({ flag: 'reject', rating: 4 });
    expect(fieldsOf(writeSidecar(plain, { flag: 'none' }, options) ?? '')).toEqual({ flag: 'none' });
  });

  const word = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => cleanText(text) ?? '');
  const keyword = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map((text) => cleanText(text) ?? 'x');
  const unlike = (one: string, other: string): boolean =>
    one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
  const edits: fc.Arbitrary<AssetEdits> = fc
    .record(
      {
        rating: fc.integer({ min: 0, max: 5 }),
        flag: fc.constantFrom('none', 'pick', 'reject'),
        colour: fc.constantFrom('none', 'red', 'yellow', 'green', 'blue', 'purple'),
        title: word,
        caption: word,
        creator: word,
        copyright: word,
        keywords: fc.uniqueArray(keyword, { maxLength: 8, comparator: unlike }),
      },
      { requiredKeys: [] },
    )
    .map((given) => {
      if (given.flag === 'reject' && given.rating === 0) delete given.rating;
      return given as AssetEdits;
    });
  const packets = fc.constantFrom(null, lightroom, elements);

  it('reads back any words it wrote, over any sidecar, also a second time', () => {
    fc.assert(
      fc.property(packets, edits, edits, (packet, first, second) => {
        const once = writeSidecar(packet, first, options);
        const twice = once && writeSidecar(once, second, options);
        // A label of somebody's own making stays where no colour was set.
        expect(sameEdits(fieldsOf(once ?? '') ?? {}, first)).toBe(true);
        expect(sameEdits(fieldsOf(twice ?? '') ?? {}, second)).toBe(true);
      }),
    );
  });

  it('keeps what is foreign, whatever is set', () => {
    fc.assert(
      fc.property(edits, edits, (first, second) => {
        const text = writeSidecar(writeSidecar(lightroom, first, options), second, options) ?? '';
        for (const kept of [
          'crs:Version="16.2"',
          'crs:Exposure2012="+0.35"',
          'photoshop:SidecarForExtension="CR3"',
          '<crs:ToneCurvePV2012><rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>255, 255</rdf:li></rdf:Seq></crs:ToneCurvePV2012>',
          '<xmpMM:DerivedFrom stRef:documentID="A" rdf:parseType="Resource"/>',
          '<!-- kept -->',
        ])
          expect(text).toContain(kept);
      }),
    );
  });

  it.skipIf(!isInstalled('exiftool'))('is understood by exiftool', () => {
    const folder = mkdtempSync(join(tmpdir(), 'caos-xmp-'));
    try {
      const fields: AssetEdits = {
        rating: 4,
        flag: 'pick',
        colour: 'blue',
        title: '제목 <&>',
        caption: 'two\nlines',
        keywords: ['바다', 'a|b'],
        creator: 'Ana "A" Ito',
        copyright: '© 2026',
      };
      for (const [name, packet] of [
        ['new', null],
        ['over', lightroom],
      ] as const) {
        const path = join(folder, `${name}.xmp`);
        writeFileSync(path, writeSidecar(packet, fields, options) ?? '');
        const told = execFileSync('/usr/bin/exiftool', ['-j', '-struct', '-G0:1', '-n', path], {
          encoding: 'utf8',
        });
        expect(JSON.parse(told)[0]).toMatchObject({
          'XMP:XMP-xmp:Rating': 4,
          'XMP:XMP-xmp:Label': 'Blue',
          'XMP:XMP-dc:Title': '제목 <&>',
          'XMP:XMP-dc:Description': 'two\nlines',
          'XMP:XMP-dc:Subject': ['바다', 'a|b'],
          'XMP:XMP-dc:Creator': ['Ana "A" Ito'],
          'XMP:XMP-dc:Rights': '© 2026',
        });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  if (!isInstalled('exiftool'))
    console.warn(
      'exiftool is not installed: what it reads of our sidecars is not tested (apt-get install libimage-exiftool-perl).',
    );
});

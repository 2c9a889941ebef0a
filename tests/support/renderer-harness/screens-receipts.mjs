// Screens of receipts, downloads, cards and copies: name, address, what to do before the picture.

const koLight = 'language=ko&locale=ko-KR&theme=light';
const album = 'Wedding Kim & Lee';
const openAlbum = (page) => page.getByRole('button', { name: album, exact: true }).first().click();

const receipt = (language) => async (page) => {
  await openAlbum(page);
  await page
    .getByRole('button', { name: language === 'ko' ? '이 앨범의 다른 작업' : 'More for this album' })
    .click();
  await page.getByRole('menuitem', { name: language === 'ko' ? '영수증…' : 'Receipt…' }).click();
  await page.mouse.move(5, 5);
};
const mark = (count) => async (page) => {
  await openAlbum(page);
  const photos = page.getByRole('listbox').getByRole('option');
  await photos.first().click();
  await photos.nth(count - 1).click({ modifiers: ['Shift'] });
};
const card = (name) => (page) => page.getByRole('navigation').getByRole('button', { name }).first().click();

export const receiptScreens = [
  ['receipt-safe', 'receipt=safe', receipt('en')],
  ['receipt-safe-ko-light', `receipt=safe&${koLight}`, receipt('ko')],
  ['receipt-gone', 'receipt=gone', receipt('en')],
  ['receipt-not-yet', 'receipt=not-yet', receipt('en')],
  ['receipt-not-yet-ko-light', `receipt=not-yet&${koLight}`, receipt('ko')],
  ['receipt-old', 'receipt=old', receipt('en')],
  ['receipt-old-ko-light', `receipt=old&${koLight}`, receipt('ko')],
  ['receipt-checking', 'receipt=none', receipt('en')],
  ['receipt-broken', 'receipt=broken', receipt('en')],
  ['receipt-many', 'receipt=safe&files=100000', receipt('en')],
  ['receipt-one', 'receipt=safe&files=1', receipt('en')],
  ['receipt-unanswered', '', receipt('en')],
  [
    'receipt-read-back',
    'receipt=safe',
    async (page) => {
      await receipt('en')(page);
      await page.getByRole('button', { name: 'Read every byte back…' }).click();
    },
  ],
  [
    'receipt-shown-files',
    'receipt=not-yet',
    async (page) => {
      await receipt('en')(page);
      await page.getByRole('button', { name: 'Show these files' }).nth(1).click();
    },
  ],
  [
    'receipt-save',
    'receipt=safe&theme=light',
    async (page) => {
      await receipt('en')(page);
      await page.getByRole('button', { name: 'Save…' }).click();
    },
  ],
  [
    'download-album',
    '',
    async (page) => {
      await openAlbum(page);
      await page.getByRole('button', { name: 'Download…', exact: true }).click();
    },
  ],
  [
    'download-marked',
    'transfers=downloading',
    async (page) => {
      await mark(12)(page);
      await page.keyboard.press('d');
    },
  ],
  [
    'download-marked-ko-light',
    koLight,
    async (page) => {
      await mark(12)(page);
      await page.keyboard.press('d');
    },
  ],
  ['marked', '', mark(7)],
  [
    'marked-menu',
    '',
    async (page) => {
      await mark(7)(page);
      await page.getByRole('listbox').getByRole('option').nth(2).click({ button: 'right' });
    },
  ],
  [
    'download-viewer',
    '',
    async (page) => {
      await openAlbum(page);
      await page.getByRole('listbox').getByRole('option').first().dblclick();
      await page.getByRole('dialog').getByRole('button', { name: 'Download this photo' }).waitFor();
      await page.keyboard.press('d');
    },
  ],
  ['cards', 'cards=3'],
  ['cards-ko-light', `cards=3&${koLight}`],
  ['ingest', 'cards=1', card(/^EOS_DIGITAL/)],
  ['ingest-again', 'cards=1&last=yes&storage=many', card(/^EOS_DIGITAL/)],
  ['ingest-again-ko-light', `cards=1&last=yes&storage=many&${koLight}`, card(/^EOS_DIGITAL/)],
  ['ingest-bad-template', 'cards=1&last=yes&template=bad', card(/^EOS_DIGITAL/)],
  [
    'ingest-more',
    '',
    async (page) => {
      await page.keyboard.press('Control+o');
      await page.getByRole('button', { name: 'More options' }).click();
      await page.waitForTimeout(400);
    },
  ],
  ['copies-card', 'copies=yes'],
  [
    'copies',
    'copies=yes',
    (page) =>
      page
        .getByRole('main')
        .getByRole('button', { name: /^\+ 2 copies/ })
        .click(),
  ],
  [
    'copies-ko-light',
    `copies=yes&${koLight}`,
    (page) =>
      page
        .getByRole('main')
        .getByRole('button', { name: /^\+ 사본/ })
        .click(),
  ],
  ['copies-header', 'copies=yes', openAlbum],
];

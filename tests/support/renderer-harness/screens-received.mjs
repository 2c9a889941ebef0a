// Screens of shares that others sent: name, address, what to do before the picture.

const koLight = 'language=ko&locale=ko-KR&theme=light';
const L = `${'A'.repeat(42)}E`;
const open = (title) => async (page) => {
  await page.getByRole('navigation').getByRole('button', { name: title }).first().click();
  await page.waitForTimeout(600);
};
const sheet = (label, link, code) => async (page) => {
  await page.getByRole('navigation').getByRole('button', { name: label }).click();
  await page.waitForTimeout(200);
  const [first, second] = await page.getByRole('dialog').getByRole('textbox').all();
  if (link) await first.fill(link);
  if (code) await second.pressSequentially(code);
  await page.waitForTimeout(200);
};
const press = (before, button) => async (page) => {
  await before(page);
  await page.getByRole('button', { name: button }).last().click();
  await page.waitForTimeout(400);
};
const https = `https://objects.example.com/v1/AUTH_studio/shares/pages/1f?temp_url_sig=ab&temp_url_expires=1#${L}`;

/** In the info panel. */
const note = (title) => async (page) => {
  await open(title)(page);
  await page.getByRole('main').getByRole('option').nth(1).click();
  await page.waitForTimeout(300);
};

export const receivedScreens = [
  ['received-note', 'received=4&of=0&info=yes&note=A little lighter, please.', note(/Jeju/)],
  ['received-note-over', 'received=4&of=2&info=yes&note=A little lighter, please.', note(/Rehearsal/)],
  [
    'received-note-over-ko-light',
    `received=4&of=2&info=yes&note=조금 더 밝게 해 주세요.&${koLight}`,
    note(/Rehearsal/),
  ],
  ['received', 'received=4', open(/Jeju/)],
  ['received-ko-light', `received=4&${koLight}`, open(/Jeju/)],
  ['received-sent', 'received=4&sent=yes&theme=light', open(/Jeju/)],
  ['received-gone', 'received=4', open(/Annual/)],
  ['received-gone-ko-light', `received=4&${koLight}`, open(/Annual/)],
  ['received-ended', 'received=4&theme=light', open(/Rehearsal/)],
  ['received-offline', 'received=4', open(/Family/)],
  ['received-none', '', async () => undefined],
  ['received-open', 'received=1', sheet('Open a shared link…')],
  ['received-open-ko-light', `received=1&${koLight}`, sheet('공유 링크 열기…', https, 'k7m2q')],
  ['received-open-cut', 'received=1&theme=light', sheet('Open a shared link…', https.split('#')[0], 'k7u')],
  ['received-open-http', 'received=1', sheet('Open a shared link…', `http://192.168.0.7:8742/s/p#${L}`)],
  ['received-open-known', 'received=1&link=known&theme=light', sheet('Open a shared link…', https)],
  ['received-open-wrong', 'received=1', press(sheet('Open a shared link…', https, 'k7m2qx4w9d'), 'Open')],
  ['received-send', 'received=2', press(open(/Jeju/), 'Send my choice…')],
  ['received-send-ko-light', `received=2&${koLight}`, press(open(/Jeju/), '내 선택 보내기…')],
  [
    'received-remove',
    'received=2&theme=light',
    async (page) => {
      await page
        .getByRole('navigation')
        .getByRole('button', { name: /Jeju/ })
        .first()
        .click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Remove from this computer…' }).click();
      await page.waitForTimeout(300);
    },
  ],
  [
    'received-menu-ko-light',
    `received=2&${koLight}`,
    async (page) => {
      await page
        .getByRole('navigation')
        .getByRole('button', { name: /Jeju/ })
        .first()
        .click({ button: 'right' });
      await page.waitForTimeout(300);
    },
  ],
];

// Screens of who sees an album, and of groups: name, address, what to do before the picture.

const koLight = 'language=ko&locale=ko-KR&theme=light';
const menu = { en: 'Who sees it…', ko: '볼 수 있는 사람…' };
const album = (page, name) =>
  page
    .getByRole('navigation')
    .first()
    .getByRole('button', { name: new RegExp(`^.*${name}`) })
    .first();
const access = (language, name) => async (page) => {
  await album(page, name).click({ button: 'right' });
  await page.getByRole('menuitem', { name: menu[language] }).click();
  await page.waitForTimeout(400);
};
const groups = (language, name) => async (page) => {
  await access(language, name)(page);
  await page.getByRole('button', { name: language === 'en' ? 'People and groups…' : '사람과 그룹…' }).click();
  await page.waitForTimeout(400);
};

export const groupScreens = [
  ['groups-access', 'groups=3&shares=7', access('en', 'Wedding Kim & Lee')],
  ['groups-access-ko-light', `groups=3&shares=7&${koLight}`, access('ko', 'Wedding Kim & Lee')],
  ['groups-access-rekey', 'groups=2&shares=7&rekey=yes', access('en', 'Wedding Kim & Lee')],
  [
    'groups-access-add-ko',
    'groups=3&standing=1&shares=7&language=ko&locale=ko-KR',
    access('ko', 'Wedding Kim & Lee'),
  ],
  ['groups-access-add-light', 'groups=3&standing=0&theme=light', access('en', 'Wedding Kim & Lee')],
  ['groups-access-no-group', 'groups=0', access('en', 'Wedding Kim & Lee')],
  ['groups-access-signed-out', 'signed=no&theme=light', access('en', 'Wedding Kim & Lee')],
  ['groups-access-of-anna', 'groups=1', access('en', '아이슬란드 2024')],
  [
    'groups-locked',
    'groups=1&theme=light',
    async (page) => {
      await album(page, 'A very long album title').click();
      await page.waitForTimeout(400);
    },
  ],
  ['groups-header', 'groups=3&shares=7', async (page) => album(page, 'Wedding Kim & Lee').click()],
  [
    'groups-change',
    'groups=3&shares=7',
    async (page) => {
      await access('en', 'Wedding Kim & Lee')(page);
      await page
        .getByRole('button', { name: /^Change what .* may do$/ })
        .first()
        .click();
      await page.getByRole('checkbox').first().focus();
      await page.getByRole('button', { name: 'Cancel' }).press('Enter');
      await page.waitForTimeout(200);
    },
  ],
  ['groups-sheet', 'groups=3&shares=7', groups('en', 'Wedding Kim & Lee')],
  ['groups-sheet-ko-light', `groups=3&shares=7&${koLight}`, groups('ko', 'Wedding Kim & Lee')],
  [
    'groups-take-out',
    'groups=3&shares=7&theme=light',
    async (page) => {
      await groups('en', 'Wedding Kim & Lee')(page);
      await page.getByRole('button', { name: 'Take Mina Kim out' }).click();
      await page.waitForTimeout(200);
    },
  ],
  ['groups-sheet-none', 'groups=0', groups('en', 'Wedding Kim & Lee')],
];

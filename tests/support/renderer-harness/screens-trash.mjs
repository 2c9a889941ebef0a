// Screens of the trash, the chooser of duplicates and the cache: name, address, what to do before the picture.

const koLight = 'language=ko&locale=ko-KR&theme=light';
const words = {
  en: { trash: 'Trash', duplicates: 'Duplicates', look: 'Look', empty: 'Empty trash…', settings: 'Settings' },
  ko: { trash: '휴지통', duplicates: '중복 사진', look: '찾기', empty: '휴지통 비우기…', settings: '설정' },
};
const click = (name) => (page) => page.getByRole('button', { name, exact: true }).first().click();
const openTrash = (language) => async (page) => {
  await click(words[language].trash)(page);
  await page.waitForTimeout(500);
};
const openDuplicates = (language) => async (page) => {
  await click(words[language].duplicates)(page);
  await click(words[language].look)(page);
  await page.waitForTimeout(700);
};
const settings = (language, heading) => async (page) => {
  await click(words[language].settings)(page);
  await page.getByRole('heading', { name: heading }).evaluate((element) => element.scrollIntoView());
};

export const trashScreens = [
  ['trash-full', 'trash=48', openTrash('en')],
  ['trash-full-ko-light', `trash=48&${koLight}`, openTrash('ko')],
  [
    'trash-empty-it',
    'trash=48',
    async (page) => {
      await openTrash('en')(page);
      await click(words.en.empty)(page);
    },
  ],
  [
    'trash-empty-it-ko-light',
    `trash=48&${koLight}`,
    async (page) => {
      await openTrash('ko')(page);
      await click(words.ko.empty)(page);
    },
  ],
  [
    'trash-others',
    'others=yes',
    async (page) => {
      await page.getByRole('button', { name: 'Wedding Kim & Lee', exact: true }).first().click();
      await page.waitForTimeout(400);
      await page.locator('[role="option"]').nth(2).click();
      await page.keyboard.press('Delete');
    },
  ],
  ['trash-none', '', openTrash('en')],
  ['trash-none-ko-light', koLight, openTrash('ko')],
  [
    'trash-others-ko-light',
    `others=yes&${koLight}`,
    async (page) => {
      await page.getByRole('button', { name: 'Wedding Kim & Lee', exact: true }).first().click();
      await page.waitForTimeout(400);
      await page.locator('[role="option"]').nth(2).click();
      await page.keyboard.press('Delete');
    },
  ],
  ['duplicates-none', 'twins=0', openDuplicates('en')],
  ['duplicates-two', '', openDuplicates('en')],
  ['duplicates-two-ko-light', koLight, openDuplicates('ko')],
  [
    'duplicates-many',
    'twins=4&theme=light',
    async (page) => {
      await openDuplicates('en')(page);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(500);
    },
  ],
  ['duplicates-intro-ko', 'language=ko&locale=ko-KR', click(words.ko.duplicates)],
  ['duplicates-slow', 'twins=slow', openDuplicates('en')],
  [
    'duplicates-done',
    'twins=1',
    async (page) => {
      await openDuplicates('en')(page);
      await page.keyboard.press('k');
    },
  ],
  ['cache-settings', 'kept=yes', settings('en', 'Pictures on this computer')],
  ['cache-settings-ko-light', `kept=yes&${koLight}`, settings('ko', '이 컴퓨터에 있는 그림')],
];

// Screens of search, filters, order and smart albums: name, address, what to do before the picture.

const koLight = 'language=ko&locale=ko-KR&theme=light';
const album = 'Wedding Kim & Lee';
const words = {
  en: { field: 'Search these photos', filters: 'Filters', order: /^Order/, save: 'Save as smart album…' },
  ko: { field: '이 사진들에서 검색', filters: '필터', order: /^순서/, save: '스마트 앨범으로 저장…' },
};

const open = async (page) => {
  await page.getByRole('button', { name: album, exact: true }).first().click();
  await page.waitForTimeout(400);
};
const type = (language, text) => async (page) => {
  await open(page);
  await page.getByRole('textbox', { name: words[language].field }).fill(text);
  await page.waitForTimeout(300);
};
const filters = (language) => async (page) => {
  await open(page);
  await page.getByRole('button', { name: words[language].filters, exact: true }).click();
  await page.waitForTimeout(300);
  const panel = page.getByRole('dialog', { name: words[language].filters });
  for (const stars of ['★★★ ', '★★★★ ', '★★★★★ '])
    await panel.getByRole('button', { name: stars }).last().click();
  await panel.getByRole('checkbox', { name: /Canon/ }).click();
};
const chips = (language) => async (page) => {
  await filters(language)(page);
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: words[language].field }).fill(language === 'ko' ? '서우' : 'kim');
  await page.waitForTimeout(300);
};

export const searchScreens = [
  ['search-typed', '', type('en', 'bride caf')],
  ['search-typed-ko-light', koLight, type('ko', '서우')],
  ['search-nothing-at-all', 'assets=0', open],
  ['search-seven', 'assets=49', type('en', 'seven')],
  ['search-failed-ko-light', `fail=index&${koLight}`, open],
  ['search-nothing', 'theme=light', type('en', 'nothing like this')],
  ['search-nothing-ko', 'language=ko&locale=ko-KR', type('ko', 'nothing')],
  ['search-filters', '', filters('en')],
  ['search-filters-ko-light', koLight, filters('ko')],
  ['search-chips', 'theme=light', chips('en')],
  ['search-chips-ko', 'language=ko&locale=ko-KR', chips('ko')],
  [
    'search-order',
    '',
    async (page) => {
      await open(page);
      await page.getByRole('button', { name: words.en.order }).click();
    },
  ],
  [
    'search-save',
    'smart=3',
    async (page) => {
      await chips('en')(page);
      await page.getByRole('button', { name: words.en.save }).click();
    },
  ],
  [
    'search-smart-ko-light',
    `smart=3&${koLight}`,
    async (page) => {
      await page.getByRole('button', { name: '제주도 인물 사진' }).click();
      await page.waitForTimeout(400);
    },
  ],
];

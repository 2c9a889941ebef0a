// Screens of photo requests: name, address, what to do before the picture.

const koLight = 'language=ko&locale=ko-KR&theme=light';
const side = (name) => (page) =>
  page
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(`^${name}(?! 링크)`) })
    .first()
    .click();
const open = (room, title) => async (page) => {
  await side(room)(page);
  await page.getByRole('main').getByRole('button', { name: title }).first().click();
  await page.waitForTimeout(500);
};
const ask = (room, name) => async (page) => {
  await open(room, name)(page);
  await page.keyboard.type('second@shooter.example,');
  await page.waitForTimeout(300);
};

const edit = (room, title, name) => async (page) => {
  await open(room, title)(page);
  await page.getByRole('button', { name }).click();
  await page.waitForTimeout(300);
};
const takeOut = (room, title, more, out) => async (page) => {
  await edit(room, title, more)(page);
  await page.getByRole('menuitem', { name: out }).click();
  await page.waitForTimeout(300);
};

export const requestScreens = [
  ['requests', 'requests=3&shares=2', side('Shares')],
  ['requests-ko-light', `requests=3&${koLight}`, side('공유')],
  ['request-live', 'requests=3', open('Shares', /^Your photos/)],
  ['request-live-ko-light', `requests=3&${koLight}`, open('공유', /^Your photos/)],
  ['request-draft-ko', `requests=3&language=ko&locale=ko-KR`, open('공유', /^둘째/)],
  ['request-edit-ko-light', `requests=3&${koLight}`, edit('공유', /^둘째/, /^고치기/)],
  ['request-edit', 'requests=3', edit('Shares', /^둘째/, /^Change…/)],
  ['request-out', 'requests=3', takeOut('Shares', /^Your photos/, /^More for 이준호/, /^Take 이준호 out/)],
  ['request-over', 'requests=3&theme=light', open('Shares', /^Behind/)],
  ['request-over-ko', 'requests=3&language=ko&locale=ko-KR', open('공유', /^Behind/)],
  ['request-declined', 'requests=3&arrivals=declined', open('Shares', /^Your photos/)],
  ['request-failed-ko-light', `requests=3&arrivals=failed&${koLight}`, open('공유', /^Your photos/)],
  ['request-decline', 'requests=3', edit('Shares', /^Your photos/, /^Decline…/)],
  ['request-ask', 'requests=1', ask('Shares', /^Ask for photos/)],
  ['request-ask-ko-light', `requests=1&${koLight}`, ask('공유', /^사진 요청하기/)],
];

// Screens of shares, the Outbox, mail and signing in: name, address, what to do before the picture.

const koLight = 'language=ko&locale=ko-KR&theme=light';
const words = {
  en: { shares: 'Shares', outbox: 'Outbox', settings: 'Settings' },
  ko: { shares: '공유', outbox: '보낼 편지함', settings: '설정' },
};
const side = (name) => (page) =>
  page
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(`^${name}(?! 링크)`) })
    .first()
    .click();
const inMain = (page, name) => page.getByRole('main').getByRole('button', { name }).first();
const openShare = (language, title) => async (page) => {
  await side(words[language].shares)(page);
  await inMain(page, title).click();
  await page.waitForTimeout(500);
};
const inDialog = (language, title, button) => async (page) => {
  await openShare(language, title)(page);
  await inMain(page, button).click();
  await page.waitForTimeout(300);
};
const inMenu = (language, title, menu, entry) => async (page) => {
  await openShare(language, title)(page);
  await inMain(page, menu).click();
  await page.getByRole('menuitem', { name: entry }).click();
  await page.waitForTimeout(300);
};
const compose = (language) => openShare(language, /^Album picks/);
const readMail = (language, subject) => async (page) => {
  await side(words[language].outbox)(page);
  await inMain(page, subject).click();
  await page.waitForTimeout(300);
};
const toHeading = (language, heading) => async (page) => {
  await page.getByRole('button', { name: words[language].settings, exact: true }).click();
  await page
    .getByRole('heading', { name: heading, exact: true })
    .evaluate((element) => element.scrollIntoView());
};
/** From the grid, by the key. */
const composeMarked = async (page) => {
  await page.getByRole('button', { name: 'Wedding Kim & Lee', exact: true }).first().click();
  await page.waitForTimeout(600);
  await page.getByRole('listbox').first().getByRole('option').nth(2).click();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Control+Shift+S');
  await page.waitForTimeout(600);
};

export const shareScreens = [
  ['shares', 'shares=7', side('Shares')],
  ['shares-ko-light', `shares=7&${koLight}`, side('공유')],
  ['shares-none', '', side('Shares')],
  ['shares-none-ko-light', koLight, side('공유')],
  ['shares-one', 'shares=1', side('Shares')],
  ['shares-many', 'shares=60&theme=light', side('Shares')],
  ['shares-failed', 'fail=shares', side('Shares')],
  ['share-live', 'shares=7&mails=some', openShare('en', /^Wedding/)],
  ['share-live-ko-light', `shares=7&mails=some&${koLight}`, openShare('ko', /^Wedding/)],
  ['share-live-sure', 'shares=7&theme=light', openShare('en', /^Portraits/)],
  ['share-uploading', 'shares=7', openShare('en', /^아이슬란드/)],
  ['share-stopped', 'shares=7', openShare('en', /^Street/)],
  ['share-over', 'shares=7', openShare('en', /^Rehearsal/)],
  ['share-code', 'shares=7', inDialog('en', /^Wedding/, /^Show code: Mina/)],
  ['share-code-ko-light', `shares=7&${koLight}`, inDialog('ko', /^Wedding/, /^코드 보기: Mina/)],
  ['share-extend', 'shares=7', inDialog('en', /^Wedding/, /^Extend/)],
  ['share-add', 'shares=7', inDialog('en', /^Wedding/, /^Add people/)],
  ['share-add-ko-light', `shares=7&${koLight}`, inDialog('ko', /^Wedding/, /^사람 추가/)],
  ['share-revoke', 'shares=7', inMenu('en', /^Wedding/, 'More for this share', /^Revoke/)],
  ['share-revoke-one-ko-light', `shares=7&${koLight}`, inMenu('ko', /^Wedding/, /^Mina.*더 보기/, /중단/)],
  ['share-person-menu', 'shares=7&theme=light', inDialog('en', /^Wedding/, /^More for Mina/)],
  ['share-picks', 'shares=7', inDialog('en', /^Wedding/, /^Show what Mina/)],
  ['share-picks-ko-light', `shares=7&${koLight}`, inDialog('ko', /^Wedding/, /^Mina.*고른 사진 보기/)],
  [
    'share-apply',
    'shares=7',
    async (page) => {
      await inDialog('en', /^Wedding/, /^Show what Mina/)(page);
      await page.getByRole('button', { name: 'Write on the photos…' }).click();
      await page.waitForTimeout(300);
    },
  ],
  ['compose', 'shares=7', compose('en')],
  ['compose-ko-light', `shares=7&${koLight}`, compose('ko')],
  ['compose-local', 'shares=7&estimate=local&mail=none&signed=no', compose('en')],
  ['compose-local-ko-light', `shares=7&estimate=local&mail=none&signed=no&${koLight}`, compose('ko')],
  ['compose-nobody', 'shares=2', composeMarked],
  [
    'compose-lacks',
    'shares=2&theme=light',
    async (page) => {
      await composeMarked(page);
      await page.getByRole('textbox', { name: 'Title' }).fill('');
      await page.getByRole('combobox', { name: /Add people/ }).fill('mina@');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
    },
  ],
  [
    'compose-proposes',
    'shares=2',
    async (page) => {
      await composeMarked(page);
      await page.getByRole('combobox', { name: /Add people/ }).pressSequentially('mi');
      await page.waitForTimeout(300);
    },
  ],
  ['compose-many', 'shares=7&people=7&theme=light', compose('en')],
  [
    'compose-code',
    'shares=7',
    async (page) => {
      await compose('en')(page);
      await page.getByRole('button', { name: 'Code', exact: true }).click();
    },
  ],
  [
    'compose-photo-light',
    'shares=7&theme=light',
    async (page) => {
      await compose('en')(page);
      await page.getByRole('button', { name: 'Photo', exact: true }).click();
    },
  ],
  [
    'compose-below',
    'shares=7',
    async (page) => {
      await compose('en')(page);
      await page
        .getByRole('heading', { name: 'On the photos' })
        .evaluate((heading) => heading.scrollIntoView());
    },
  ],
  [
    'compose-desktop',
    'shares=7',
    async (page) => {
      await compose('en')(page);
      await page.getByRole('button', { name: 'Computer', exact: true }).click();
      await page.waitForTimeout(600);
    },
  ],
  ['compose-no-price-ko-light', `shares=7&estimate=unknown&${koLight}`, compose('ko')],
  [
    'storage-prices',
    'shares=7',
    async (page) => {
      await side('Storage')(page);
      await page
        .getByRole('button', { name: /What “.*” charges$/ })
        .first()
        .click();
      await page.waitForTimeout(400);
    },
  ],
  ['storage-prices-card', 'storage=many&prices=own', side('Storage')],
  ['storage-prices-card-ko-light', `storage=many&prices=own&${koLight}`, side('저장소')],
  [
    'storage-prices-wrong-ko-light',
    koLight,
    async (page) => {
      await side('저장소')(page);
      await page.getByRole('button', { name: /요금$/ }).first().click();
      const fields = await page.getByRole('dialog').getByRole('textbox').all();
      await fields[1].fill('1,500');
      await fields[2].fill('much');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(300);
    },
  ],
  ['outbox', 'shares=7&mails=some', side('Outbox')],
  ['outbox-ko-light', `shares=7&mails=some&${koLight}`, side('보낼 편지함')],
  ['outbox-none', '', side('Outbox')],
  ['outbox-none-ko-light', `mail=none&${koLight}`, side('보낼 편지함')],
  ['outbox-link', 'shares=7&mails=some', readMail('en', /Wedding Kim & Lee: photos/)],
  [
    'outbox-code-ko-light',
    `shares=7&mails=some&mail=none&${koLight}`,
    readMail('ko', /Your code for Wedding/),
  ],
  ['outbox-refused', 'shares=7&mails=some', readMail('en', /^Print lab/)],
  ['outbox-unsure-light', 'shares=7&mails=some&mail=refused&theme=light', readMail('en', /^이준호/)],
  ['outbox-gone', 'shares=7&mails=some', readMail('en', /signing in/)],
  [
    'mail-account',
    'mail=none',
    async (page) => {
      await side('Outbox')(page);
      await inMain(page, 'Set up mail…').click();
    },
  ],
  [
    'mail-account-tested',
    '',
    async (page) => {
      await side('Outbox')(page);
      await inMain(page, 'Mail settings…').click();
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.waitForTimeout(300);
    },
  ],
  [
    'mail-account-other-ko-light',
    `mail=none&test=refused&${koLight}`,
    async (page) => {
      await side('보낼 편지함')(page);
      await inMain(page, '메일 설정…').click();
      await page.getByRole('textbox', { name: '내 메일 주소' }).fill('studio@lee.photo');
      await page.getByRole('textbox', { name: '서버 주소' }).fill('mail.lee.photo');
      await page.getByRole('textbox', { name: '비밀번호', exact: true }).fill('secret');
      await page.getByRole('button', { name: '시험 메일 보내기' }).click();
      await page.waitForTimeout(300);
    },
  ],
  [
    'sign-in',
    'shares=7&signed=no&mail=none',
    async (page) => {
      await compose('en')(page);
      await page.getByRole('button', { name: 'Sign in…' }).click();
      await page.waitForTimeout(300);
    },
  ],
  [
    'sign-in-code',
    'shares=7&signed=no&mail=none',
    async (page) => {
      await compose('en')(page);
      await page.getByRole('button', { name: 'Sign in…' }).click();
      await page.getByRole('textbox', { name: 'Your name' }).fill('Jiyoon Lee');
      await page.getByRole('textbox', { name: 'Your mail address' }).fill('jiyoon@lee.photo');
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Code' }).fill('1234 5678');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(300);
    },
  ],
  [
    'sign-in-code-ko-light',
    `shares=7&signed=no&mail=set&${koLight}`,
    async (page) => {
      await compose('ko')(page);
      await page.getByRole('button', { name: '로그인…' }).click();
      await page.getByRole('textbox', { name: '이름', exact: true }).last().fill('이지윤');
      await page.getByRole('textbox', { name: '내 메일 주소' }).fill('jiyoon@lee.photo');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(300);
    },
  ],
  ['settings-you', '', toHeading('en', 'You')],
  ['settings-you-ko-light', `proof=local&mail=refused&${koLight}`, toHeading('ko', '나')],
  ['settings-you-nobody', 'signed=no&mail=none', toHeading('en', 'You')],
  [
    'album-marked-share',
    '',
    async (page) => {
      await page.getByRole('button', { name: 'Wedding Kim & Lee', exact: true }).first().click();
      await page.waitForTimeout(500);
      await page.getByRole('listbox').first().getByRole('option').nth(2).click();
      await page.keyboard.press('Shift+ArrowRight');
      await page.waitForTimeout(200);
    },
  ],
];

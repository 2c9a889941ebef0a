/** The words of every mail, in English and Korean. */
import type { MailKind, MailLanguage, MailParams } from '../../../src-shared/domain/mail';

/** Who speaks: the photographer, by name or else by address. */
export interface Told {
  sender: string;
  recipient: string;
  params: MailParams;
  /** The day and time that `untilMs` is, in words; '' when the mail tells none. */
  until: string;
}

export interface MailWords {
  subject(told: Told): string;
  heading(told: Told): string;
  greeting(told: Told): string;
  /** Before what the photographer wrote. */
  opening(told: Told): string[];
  button: string;
  /** After the button or the code. */
  closing(told: Told): string[];
}

const photosEn = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'photo' : 'photos'}`;
const hello = ({ recipient }: Told): string => (recipient === '' ? 'Hello,' : `Hello ${recipient},`);
const untilEn = ({ until }: Told): string[] => (until === '' ? [] : [`The link opens until ${until}.`]);

const codeOnItsWayEn = ({ sender, params }: Told): string =>
  params.codeWay === 'show'
    ? `It asks for a code. ${sender} tells you the code.`
    : 'It asks for a code, which comes in a mail of its own.';

const en: Record<MailKind, MailWords> = {
  test: {
    subject: () => 'A test mail from CAOS',
    heading: () => 'Mail works',
    greeting: hello,
    opening: () => ['This is the test that you asked for. Mails from CAOS look like this one.'],
    button: '',
    closing: () => ['Nothing needs to be done.'],
  },
  'sign-in': {
    subject: () => 'Your code for signing in to CAOS',
    heading: () => 'Your code',
    greeting: hello,
    opening: () => ['Type this code into CAOS to sign in:'],
    button: '',
    closing: ({ params }) => [
      `It works once, for ${params.minutes ?? 10} minutes.`,
      'If you did not ask for it, do nothing: without the code nobody signs in.',
    ],
  },
  'share-link': {
    subject: ({ sender, params }) => `${params.title ?? 'Photos'}: photos from ${sender}`,
    heading: ({ params }) => params.title ?? 'Photos for you',
    greeting: hello,
    opening: ({ sender, params }) => [
      params.photoCount === undefined
        ? `${sender} has photos for you.`
        : `${sender} has ${photosEn(params.photoCount)} for you.`,
    ],
    button: 'See the photos',
    closing: (told) => [codeOnItsWayEn(told), ...untilEn(told)],
  },
  'share-fresh-link': {
    subject: ({ params }) => `A new link to ${params.title ?? 'your photos'}`,
    heading: ({ params }) => params.title ?? 'Photos for you',
    greeting: hello,
    opening: ({ sender }) => [
      `The link that you had from ${sender} has ended. This is the new one; your code stays the same.`,
    ],
    button: 'See the photos',
    closing: untilEn,
  },
  'share-code': {
    subject: ({ params }) => `Your code for ${params.title ?? 'the photos'}`,
    heading: () => 'Your code',
    greeting: hello,
    opening: ({ sender, params }) => [
      `This code opens “${params.title ?? 'Photos'}” from ${sender}. The link comes in a mail of its own.`,
    ],
    button: '',
    closing: () => ['The code is yours alone: do not pass it on together with the link.'],
  },
  'request-link': {
    subject: ({ sender, params }) => `${params.title ?? 'Photos'}: ${sender} asks you for photos`,
    heading: ({ params }) => params.title ?? 'Your photos, please',
    greeting: hello,
    opening: ({ sender }) => [
      `${sender} asks you for photos. You send them from any browser; nothing has to be installed.`,
    ],
    button: 'Send photos',
    closing: (told) => [codeOnItsWayEn(told), ...untilEn(told)],
  },
  'request-fresh-link': {
    subject: ({ params }) => `A new link for sending photos: ${params.title ?? 'your photos'}`,
    heading: ({ params }) => params.title ?? 'Your photos, please',
    greeting: hello,
    opening: ({ sender }) => [
      `The link that you had from ${sender} has ended. This is the new one; your code stays the same, and what you sent is there.`,
    ],
    button: 'Send photos',
    closing: untilEn,
  },
  'request-code': {
    subject: ({ params }) => `Your code for sending photos: ${params.title ?? 'photos'}`,
    heading: () => 'Your code',
    greeting: hello,
    opening: ({ sender, params }) => [
      `With this code you send photos to ${sender} (“${params.title ?? 'Photos'}”). The link comes in a mail of its own.`,
    ],
    button: '',
    closing: () => ['The code is yours alone: do not pass it on together with the link.'],
  },
};

const helloKo = ({ recipient }: Told): string =>
  recipient === '' ? '안녕하세요.' : `${recipient} 님, 안녕하세요.`;
const untilKo = ({ until }: Told): string[] => (until === '' ? [] : [`링크는 ${until}까지 열립니다.`]);
const photosKo = (count: number): string => `사진 ${count.toLocaleString('ko')}장`;

const codeOnItsWayKo = ({ sender, params }: Told): string =>
  params.codeWay === 'show'
    ? `여실 때 코드가 필요합니다. 코드는 ${sender} 님이 따로 알려 드립니다.`
    : '여실 때 코드가 필요합니다. 코드는 다른 메일로 보내 드립니다.';

const ko: Record<MailKind, MailWords> = {
  test: {
    subject: () => 'CAOS 시험 메일',
    heading: () => '메일이 잘 나갑니다',
    greeting: helloKo,
    opening: () => ['요청하신 시험 메일입니다. CAOS가 보내는 메일은 이렇게 보입니다.'],
    button: '',
    closing: () => ['따로 하실 일은 없습니다.'],
  },
  'sign-in': {
    subject: () => 'CAOS 로그인 코드',
    heading: () => '로그인 코드',
    greeting: helloKo,
    opening: () => ['CAOS에 이 코드를 입력해 로그인해 주세요.'],
    button: '',
    closing: ({ params }) => [
      `코드는 ${params.minutes ?? 10}분 동안 한 번만 쓸 수 있습니다.`,
      '요청하지 않으셨다면 그냥 두셔도 됩니다. 코드가 없으면 아무도 로그인할 수 없습니다.',
    ],
  },
  'share-link': {
    subject: ({ sender, params }) => `${params.title ?? '사진'} – ${sender} 님이 보낸 사진`,
    heading: ({ params }) => params.title ?? '사진이 도착했습니다',
    greeting: helloKo,
    opening: ({ sender, params }) => [
      params.photoCount === undefined
        ? `${sender} 님이 사진을 보냈습니다.`
        : `${sender} 님이 ${photosKo(params.photoCount)}을 보냈습니다.`,
    ],
    button: '사진 보기',
    closing: (told) => [codeOnItsWayKo(told), ...untilKo(told)],
  },
  'share-fresh-link': {
    subject: ({ params }) => `새 링크: ${params.title ?? '사진'}`,
    heading: ({ params }) => params.title ?? '사진',
    greeting: helloKo,
    opening: ({ sender }) => [
      `${sender} 님이 전에 보낸 링크가 끝나 새 링크를 보내 드립니다. 코드는 그대로입니다.`,
    ],
    button: '사진 보기',
    closing: untilKo,
  },
  'share-code': {
    subject: ({ params }) => `사진을 여는 코드: ${params.title ?? '사진'}`,
    heading: () => '사진을 여는 코드',
    greeting: helloKo,
    opening: ({ sender, params }) => [
      `${sender} 님이 보낸 사진(“${params.title ?? '사진'}”)을 여는 코드입니다. 링크는 다른 메일로 보내 드립니다.`,
    ],
    button: '',
    closing: () => ['코드는 받으신 분만 사용해 주세요. 링크와 함께 다른 분께 보내지 말아 주세요.'],
  },
  'request-link': {
    subject: ({ sender, params }) => `${params.title ?? '사진'} – ${sender} 님이 사진을 부탁합니다`,
    heading: ({ params }) => params.title ?? '사진을 보내 주세요',
    greeting: helloKo,
    opening: ({ sender }) => [
      `${sender} 님이 사진을 부탁합니다. 설치하실 것 없이 브라우저에서 바로 보내실 수 있습니다.`,
    ],
    button: '사진 보내기',
    closing: (told) => [codeOnItsWayKo(told), ...untilKo(told)],
  },
  'request-fresh-link': {
    subject: ({ params }) => `사진을 보낼 새 링크: ${params.title ?? '사진'}`,
    heading: ({ params }) => params.title ?? '사진을 보내 주세요',
    greeting: helloKo,
    opening: ({ sender }) => [
      `${sender} 님이 전에 보낸 링크가 끝나 새 링크를 보내 드립니다. 코드는 그대로이고, 이미 보내신 사진도 그대로 있습니다.`,
    ],
    button: '사진 보내기',
    closing: untilKo,
  },
  'request-code': {
    subject: ({ params }) => `사진을 보낼 때 쓰는 코드: ${params.title ?? '사진'}`,
    heading: () => '사진을 보낼 때 쓰는 코드',
    greeting: helloKo,
    opening: ({ sender, params }) => [
      `${sender} 님에게 사진(“${params.title ?? '사진'}”)을 보낼 때 쓰는 코드입니다. 링크는 다른 메일로 보내 드립니다.`,
    ],
    button: '',
    closing: () => ['코드는 받으신 분만 사용해 주세요. 링크와 함께 다른 분께 보내지 말아 주세요.'],
  },
};

export const mailWords: Record<MailLanguage, Record<MailKind, MailWords>> = { en, ko };

/** Below the link, for who has this app. Mail programs that know no such links show it as plain words. */
export const openInCaos: Record<MailLanguage, string> = {
  en: 'Do you use CAOS yourself? Open it there.',
  ko: 'CAOS를 쓰신다면 앱에서 열기',
};

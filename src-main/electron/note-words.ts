/** Words of the system's notes; the page has its own (i18next), which main does not load. */
import type { Settings } from '../../src-shared/ipc-contract';

const english = {
  stored: (title: string) => `“${title}” is stored`,
  storedCount: (n: string) => `${n} stored.`,
  nothingNew: 'Everything in it was stored before.',
  safe: 'Safe to format the card.',
  notSafe: 'Not yet safe to format the card: see Transfers.',
  attention: (title: string) => `“${title}” needs your attention`,
  failedCount: (n: string) => `${n} could not be stored. Open CAOS to see why.`,
  stopped: 'The import stopped. Open CAOS to see why.',
  downloaded: (title: string) => `“${title}” is downloaded`,
  downloadedTo: (place: string) => `It is in ${place}.`,
  notDownloaded: (n: string) => `${n} could not be downloaded. Open CAOS to see why.`,
  decide: 'Other files have the same names. Open CAOS to choose what should happen.',
  cannotGoOn: 'Transfers cannot go on',
  diskFull: 'The disk of this computer is full. Free some space; they go on by themselves.',
  seeWhy: 'Open CAOS to see why.',
  mailStopped: (to: string) => `The mail to ${to} did not go out`,
  mailUnsure: (to: string) => `Did the mail to ${to} arrive?`,
  mailDecide: 'The connection ended while it was sent. Open the Outbox to decide.',
  mailAccount: 'Mails cannot go out',
  mailAccountWhy: 'The mail server refused the account. Check it in Settings.',
  shareOpen: (title: string) => `“${title}” is open to its guests`,
  shareMails: 'Links and codes are on their way.',
  shareOpened: (name: string) => `${name} opened your share`,
  sharePicked: (name: string, n: string) => `${name} sent a choice: ${n}`,
  photosArrived: (name: string, n: string) => `Photos arrived from ${name}: ${n}`,
  goesOn: 'Transfers go on at the next start',
  soFar: (stored: string, total: string) =>
    `${stored} of ${total} are stored. Not yet safe to format the card.`,
  downloadsGoOn: 'What is downloaded stays; the rest follows.',
};
export type NoteWords = typeof english;

const korean: NoteWords = {
  stored: (title) => `“${title}” 저장 완료`,
  storedCount: (n) => `${n}개를 저장했습니다.`,
  nothingNew: '모두 전에 저장된 것입니다.',
  safe: '카드를 포맷해도 안전합니다.',
  notSafe: '아직 카드를 포맷하면 안 됩니다. 전송 목록을 확인하세요.',
  attention: (title) => `“${title}” 확인이 필요합니다`,
  failedCount: (n) => `${n}개를 저장하지 못했습니다. CAOS에서 이유를 확인하세요.`,
  stopped: '가져오기가 멈췄습니다. CAOS에서 이유를 확인하세요.',
  downloaded: (title) => `“${title}” 다운로드 완료`,
  downloadedTo: (place) => `저장 위치: ${place}`,
  notDownloaded: (n) => `${n}개를 다운로드하지 못했습니다. CAOS에서 이유를 확인하세요.`,
  decide: '다른 파일이 같은 이름을 쓰고 있습니다. CAOS에서 어떻게 할지 정해 주세요.',
  cannotGoOn: '전송을 이어 갈 수 없습니다',
  diskFull: '이 컴퓨터의 디스크가 가득 찼습니다. 공간을 비우면 저절로 이어집니다.',
  seeWhy: 'CAOS에서 이유를 확인하세요.',
  mailStopped: (to) => `${to} 앞 메일을 보내지 못했습니다`,
  mailUnsure: (to) => `${to} 앞 메일이 도착했나요?`,
  mailDecide: '보내는 도중 연결이 끊겼습니다. 보낼 편지함에서 정해 주세요.',
  mailAccount: '메일을 보낼 수 없습니다',
  mailAccountWhy: '메일 서버가 계정을 거부했습니다. 설정에서 확인하세요.',
  shareOpen: (title) => `“${title}” 공유가 열렸습니다`,
  shareMails: '링크와 코드를 보냅니다.',
  shareOpened: (name) => `${name} 님이 공유를 열었습니다`,
  sharePicked: (name, n) => `${name} 님이 골라 보냄: ${n}장`,
  photosArrived: (name, n) => `${name} 님의 사진 도착: ${n}장`,
  goesOn: '다음에 시작하면 전송을 이어 갑니다',
  soFar: (stored, total) => `${total}개 중 ${stored}개를 저장했습니다. 아직 카드를 포맷하면 안 됩니다.`,
  downloadsGoOn: '다운로드한 것은 그대로 있고 나머지는 이어집니다.',
};

export function noteWords(language: Settings['language'], systemLocale: string): NoteWords {
  const chosen = language === 'system' ? systemLocale : language;
  return chosen.toLowerCase().startsWith('ko') ? korean : english;
}

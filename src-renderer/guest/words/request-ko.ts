/** Korean of the page that asks for photos. */
import type { requestEn } from './request-en';

export const requestKo: typeof requestEn = {
  from: (name) => (name === '' ? '사진을 보내 주세요' : `${name} 님이 사진을 부탁합니다`),
  open: '계속',
  ours: 'CAOS로 봉인했습니다. 보내신 것은 사진가만 열 수 있습니다.',
  kinds: { photos: '사진', raw: 'RAW 파일', videos: '동영상' },
  limits: (count, size) => `최대 ${count}개, ${size}`,
  drop: '사진을 여기에 놓으세요',
  choose: '사진 선택',
  chooseFolder: '폴더 선택',
  keepOpen:
    '다 보낼 때까지 이 페이지를 열어 두세요. 중간에 끊기면 같은 사진을 다시 선택해 주세요. 이미 도착한 것은 두 번 보내지 않습니다.',
  files: '선택한 파일',
  progress: (sent, all, sentSize, allSize) => `${all}개 중 ${sent}개 보냄, ${allSize} 중 ${sentSize}`,
  allSent: (count, name) =>
    `${count}개를 모두 보냈습니다. ${name === '' ? '사진가' : `${name} 님`}에게 전달됩니다. 이제 페이지를 닫으셔도 됩니다.`,
  pause: '잠시 멈춤',
  resume: '이어서 보내기',
  waiting: '대기 중',
  sent: '보냈습니다',
  unreadable: '더는 읽을 수 없습니다. 다시 선택해 주세요.',
  again: '손상되어 도착했습니다. 다시 선택해 주세요.',
  rowProgress: (sent, all) => `${all} 중 ${sent}`,
  more: (count) => `외 ${count}개`,
  refusals: {
    empty: () => '빈 파일입니다.',
    name: () => '이름이 너무 깁니다.',
    type: () => '사진이나 동영상이 아닙니다.',
    'not-asked': () => '부탁받은 종류의 파일이 아닙니다.',
    'too-many': (count) => `${count}개까지만 보낼 수 있습니다.`,
    'too-big': (_count, size) => `${size}까지만 보낼 수 있습니다.`,
  },
  words: (name) => (name === '' ? '사진가에게 남기실 말' : `${name} 님에게 남기실 말`),
  sendWords: '남긴 말 보내기',
  wordsSent: '보냈습니다.',
  faults: {
    offline: '인터넷에 연결되어 있지 않습니다. 연결되면 저절로 이어집니다.',
    busy: '사진 저장소가 붐빕니다. 잠시 뒤 저절로 이어집니다.',
    ended:
      '보낼 수 있는 기간이 끝났거나 링크가 갱신되었습니다. 가장 최근에 받은 링크를 열거나 사진가에게 문의해 주세요.',
    gone: '사진가가 이 부탁을 닫았습니다. 보내실 사진이 더 있으면 사진가에게 문의해 주세요.',
    full: '더 보낼 자리가 없습니다. 사진가에게 새 링크를 요청해 주세요.',
    changed: '파일을 더는 읽을 수 없습니다. 다시 선택해 주세요.',
  },
};

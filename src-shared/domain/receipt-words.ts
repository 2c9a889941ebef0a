/** What a receipt says in plain words, in the languages of CAOS: for the terminal, the CSV and the PDF. */
import type { Receipt, ReceiptDoubt, ReceiptFileState } from './receipt';
import type { SkipReason, StoreProof } from './transfer';

export type ReceiptLanguage = 'en' | 'ko';

export interface ReceiptWords {
  language: ReceiptLanguage;
  title: string;
  safe(confirmed: number): string;
  unsafe: string;
  /** Said beside either verdict: what is not a reason, but must be known. */
  sourceGone: string;
  notDone: Record<Exclude<Receipt['state'], 'done'>, string>;
  /** Each doubt in one line, with what to do. */
  doubt(doubt: ReceiptDoubt): string;
  leftOut(count: number): string;
  states: Record<ReceiptFileState, string>;
  proofs: Record<StoreProof, string>;
  skips: Record<SkipReason, string>;
  depths: Record<Receipt['depth'], string>;
  labels: Record<
    | 'places'
    | 'roots'
    | 'checked'
    | 'files'
    | 'depth'
    | 'digest'
    | 'file'
    | 'size'
    | 'state'
    | 'checksum'
    | 'confirmedAt'
    | 'doubts'
    | 'leftOut'
    | 'all'
    | 'place'
    | 'reason',
    string
  >;
  counts(receipt: Pick<Receipt, 'fileCount' | 'confirmedCount' | 'skippedCount'>): string;
  page(page: number, pages: number): string;
  more(count: number): string;
}

const files = (n: number, many = 'files'): string => `${n.toLocaleString('en')} ${n === 1 ? 'file' : many}`;
const is = (n: number): string => (n === 1 ? 'is' : 'are');

const english: ReceiptWords = {
  language: 'en',
  title: 'Receipt',
  safe: (confirmed) =>
    `Safe to format the card: the store confirmed ${confirmed === 1 ? 'the one file' : `every one of ${confirmed.toLocaleString('en')} files`}.`,
  unsafe: 'Not yet: do not format the card.',
  sourceGone:
    'The card was not looked at again: it was not there. This is about what the import found on it, not about photos taken since.',
  notDone: {
    checking: 'The check is still under way.',
    failed: 'The check could not be made. Nothing is known; do not format the card.',
    cancelled: 'The check was cancelled. Nothing is known; do not format the card.',
  },
  doubt({ state, count: n }) {
    switch (state) {
      case 'lost':
        return `${files(n)} ${is(n)} not in the store any more. Import the card again.`;
      case 'differs':
        return `${files(n)} ${is(n)} something else in the store than on the card. Look at the reasons, then import the card again.`;
      case 'not-stored':
        return `${files(n)} ${is(n)} not stored. Wait for the import, or import the card again.`;
      case 'unproven':
        return `What the store says does not prove the bytes of ${files(n)}. Check again and read them back (--read-back).`;
      case 'changed-here':
        return `${files(n)} changed on the card since ${n === 1 ? 'it was' : 'they were'} stored. Import the card again.`;
      case 'new-here':
        return `${files(n)} came onto the card after the import. Import the card again.`;
      case 'unanswered':
        return `The store did not answer about ${files(n)}. Check again when it does.`;
      case 'unreadable':
        return `${files(n)} could not be read on the card. Look at them, then import the card again.`;
      case 'unsupported':
        return `${files(n)} ${is(n)} of a kind that CAOS does not store (sound, edits, other film). Copy ${n === 1 ? 'it' : 'them'} somewhere else first.`;
      case 'nothing-found':
        return 'No photo or video of this card is stored. Import the card.';
      case 'not-looked-through':
        return 'The import did not look through the whole card. Import it again.';
      case 'source-gone':
        return english.sourceGone;
    }
  },
  leftOut: (n) =>
    `${files(n)} that ${n === 1 ? 'is no photo or video was' : 'are no photos or videos were'} left out.`,
  states: {
    confirmed: 'confirmed',
    'not-stored': 'not stored',
    lost: 'lost',
    differs: 'differs',
    unproven: 'not proven',
    'changed-here': 'changed on card',
    'new-here': 'new on card',
    unanswered: 'no answer',
    skipped: 'left out',
  },
  proofs: { md5: 'MD5', parts: 'MD5 of parts', 'read-back': 'read back', size: 'size only' },
  skips: {
    'not-media': 'neither a photo nor a video',
    empty: 'empty',
    unreadable: 'could not be read',
    'link-outside': 'a link that leads out of the folder',
    'link-broken': 'a link that leads nowhere',
    duplicate: 'the same photo is in the album already',
    'special-file': 'no ordinary file',
    'already-here': 'stored already',
    hidden: 'a hidden system file',
    'name-not-storable': 'its name cannot be stored',
    'ingested-before': 'the same photo is in another album already',
  },
  depths: { head: 'asked the store for each file', 'read-back': 'read every byte back' },
  labels: {
    places: 'Stored at',
    roots: 'Came from',
    checked: 'Checked',
    files: 'Files',
    depth: 'How',
    digest: 'Digest (SHA-256)',
    file: 'File',
    size: 'Size',
    state: 'State',
    checksum: 'Checksum',
    confirmedAt: 'Confirmed',
    doubts: 'Why not yet',
    leftOut: 'Left out',
    all: 'Every file',
    place: 'Place',
    reason: 'Reason',
  },
  counts: ({ fileCount, confirmedCount, skippedCount }) =>
    `${fileCount.toLocaleString('en')} in all, ${confirmedCount.toLocaleString('en')} confirmed, ${skippedCount.toLocaleString('en')} left out`,
  page: (page, pages) => `${page} of ${pages}`,
  more: (n) => `and ${n.toLocaleString('en')} more; they are in the list below`,
};

const number = (n: number): string => n.toLocaleString('ko');

const korean: ReceiptWords = {
  language: 'ko',
  title: '영수증',
  safe: (confirmed) =>
    `카드를 포맷해도 안전합니다. 저장소가 파일 ${number(confirmed)}개를 모두 확인했습니다.`,
  unsafe: '아직 안 됩니다. 카드를 포맷하지 마세요.',
  sourceGone:
    '카드가 없어서 다시 살펴보지 못했습니다. 이 영수증은 가져올 때 카드에 있던 파일에 대한 것이며, 그 뒤에 찍은 사진은 포함하지 않습니다.',
  notDone: {
    checking: '아직 확인하는 중입니다.',
    failed: '확인하지 못했습니다. 아무것도 알 수 없으니 카드를 포맷하지 마세요.',
    cancelled: '확인을 취소했습니다. 아무것도 알 수 없으니 카드를 포맷하지 마세요.',
  },
  doubt({ state, count }) {
    const n = number(count);
    switch (state) {
      case 'lost':
        return `파일 ${n}개가 저장소에 더 이상 없습니다. 카드를 다시 가져오세요.`;
      case 'differs':
        return `파일 ${n}개가 저장소에서 카드와 다릅니다. 이유를 확인하고 카드를 다시 가져오세요.`;
      case 'not-stored':
        return `파일 ${n}개가 저장되지 않았습니다. 가져오기가 끝날 때까지 기다리거나 다시 가져오세요.`;
      case 'unproven':
        return `파일 ${n}개는 저장소가 내용을 증명하지 않습니다. 다시 읽어서 확인하세요(--read-back).`;
      case 'changed-here':
        return `파일 ${n}개가 저장된 뒤 카드에서 바뀌었습니다. 카드를 다시 가져오세요.`;
      case 'new-here':
        return `파일 ${n}개가 가져온 뒤 카드에 생겼습니다. 카드를 다시 가져오세요.`;
      case 'unanswered':
        return `파일 ${n}개에 대해 저장소가 답하지 않았습니다. 연결된 뒤 다시 확인하세요.`;
      case 'unreadable':
        return `카드에서 ${n}개를 읽지 못했습니다. 살펴본 뒤 카드를 다시 가져오세요.`;
      case 'unsupported':
        return `파일 ${n}개는 CAOS가 저장하지 않는 종류입니다(소리, 보정 정보, 다른 영상 형식). 먼저 다른 곳에 복사하세요.`;
      case 'nothing-found':
        return '이 카드에서 저장된 사진이나 동영상이 없습니다. 카드를 가져오세요.';
      case 'not-looked-through':
        return '가져오기가 카드 전체를 살펴보지 못했습니다. 다시 가져오세요.';
      case 'source-gone':
        return korean.sourceGone;
    }
  },
  leftOut: (n) => `사진이나 동영상이 아닌 파일 ${number(n)}개는 제외했습니다.`,
  states: {
    confirmed: '확인됨',
    'not-stored': '저장 안 됨',
    lost: '없어짐',
    differs: '다름',
    unproven: '증명 안 됨',
    'changed-here': '카드에서 바뀜',
    'new-here': '카드에 새로 생김',
    unanswered: '답 없음',
    skipped: '제외',
  },
  proofs: { md5: 'MD5', parts: '조각 MD5', 'read-back': '다시 읽음', size: '크기만' },
  skips: {
    'not-media': '사진도 동영상도 아님',
    empty: '빈 파일',
    unreadable: '읽을 수 없음',
    'link-outside': '폴더 밖을 가리키는 링크',
    'link-broken': '끊어진 링크',
    duplicate: '같은 사진이 이미 앨범에 있음',
    'special-file': '일반 파일이 아님',
    'already-here': '이미 저장됨',
    hidden: '숨겨진 시스템 파일',
    'name-not-storable': '저장할 수 없는 이름',
    'ingested-before': '같은 사진이 이미 다른 앨범에 있음',
  },
  depths: { head: '파일마다 저장소에 물어봄', 'read-back': '모든 바이트를 다시 읽음' },
  labels: {
    places: '저장 위치',
    roots: '가져온 곳',
    checked: '확인한 시각',
    files: '파일',
    depth: '방법',
    digest: '다이제스트 (SHA-256)',
    file: '파일',
    size: '크기',
    state: '상태',
    checksum: '체크섬',
    confirmedAt: '확인 시각',
    doubts: '아직 안 되는 이유',
    leftOut: '제외한 파일',
    all: '모든 파일',
    place: '위치',
    reason: '이유',
  },
  counts: ({ fileCount, confirmedCount, skippedCount }) =>
    `전체 ${number(fileCount)}개, 확인 ${number(confirmedCount)}개, 제외 ${number(skippedCount)}개`,
  page: (page, pages) => `${pages}쪽 중 ${page}쪽`,
  more: (n) => `그 밖에 ${number(n)}개. 아래 목록에 있습니다`,
};

export const receiptWords: Record<ReceiptLanguage, ReceiptWords> = { en: english, ko: korean };

/** The verdict first, then each reason in one line; what is only to be known comes last. */
export function verdictLines(
  receipt: Pick<Receipt, 'state' | 'verdict' | 'confirmedCount'>,
  words: ReceiptWords,
): string[] {
  const { state, verdict, confirmedCount } = receipt;
  if (state !== 'done' || !verdict) return [words.notDone[state === 'done' ? 'failed' : state]];
  const reasons = verdict.doubts.filter((doubt) => doubt.state !== 'source-gone');
  return [
    verdict.safe ? words.safe(confirmedCount) : words.unsafe,
    ...reasons.map(words.doubt),
    ...(reasons.length < verdict.doubts.length ? [words.sourceGone] : []),
  ];
}

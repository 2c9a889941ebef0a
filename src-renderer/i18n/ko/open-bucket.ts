/** 이미 있는 버킷을 열고 목록을 읽는 말, 이 컴퓨터의 사진 링크에 관한 말. */
export const openBucket = {
  title: '버킷 열기',
  menu: '버킷 열기…',
  text: '이미 사진이 들어 있는 버킷(컨테이너, 폴더)이 앨범이 됩니다. 그 안의 것은 아무것도 바뀌지 않습니다.',
  connection: '저장소',
  find: '찾거나 이름 적기',
  findHint: '목록에 없는 이름도 키로 읽을 수 있으면 열립니다.',
  list: '버킷',
  loading: '저장소에 버킷을 묻는 중…',
  denied: '이 키로는 버킷 목록을 볼 수 없습니다. 버킷 이름을 적으세요.',
  noneMatch: '그런 이름은 목록에 없습니다. 키로 읽을 수 있으면 적은 이름으로 엽니다.',
  noneAtAll: '아직 버킷이 없습니다.',
  more_other: '{{formatted}}개 더 있습니다. 적어서 찾으세요.',
  objects_other: '객체 {{formatted}}개',
  isAlbum: '앨범 “{{title}}”',
  isAlbums_other: '앨범 {{formatted}}개',
  prefix: '그 안의 폴더',
  prefixHint: '앨범의 사진이 한 폴더에 있을 때만 적으세요. 예: 2024/iceland',
  albumTitle: '제목',
  albumTitleHint: '비워 두면 원래 제목이나 버킷 이름을 씁니다.',
  bucketMissing: '버킷을 고르거나 이름을 적으세요.',
  open: '앨범으로 열기',
  show: '앨범 보기',
};

export const listing = {
  listing_other: '목록을 읽는 중… 사진 {{formatted}}장 찾음',
  start: '목록을 읽는 중…',
  done: '“{{title}}” 목록을 읽었습니다: 새 것 {{added}}, 없어진 것 {{removed}}.',
  same: '“{{title}}” 앨범은 그대로입니다.',
  failed: '목록 읽기가 멈췄습니다',
  again: '다시 읽기',
  refresh: '바뀐 것 찾기',
  refreshFailed: '“{{title}}” 목록을 읽지 못했습니다',
};

export const gateway = {
  title: '이 컴퓨터에 있는 사진의 링크',
  loopback: '이 컴퓨터에서만',
  lan: '이 네트워크에서 링크를 가진 모두',
  loopbackHint: '다른 사람은 링크를 열 수 없습니다.',
  lanHint: 'CAOS가 켜져 있는 동안, 끝날 때까지 링크가 열립니다. 믿을 수 있는 네트워크에서 쓰세요.',
  address: '링크의 시작',
  copy: '{{address}} 복사',
  failed: '바꾸지 못했습니다',
  olderEnded:
    '예전 링크는 끝났습니다. 다른 프로그램이 포트 {{port}}을(를) 쓰고 있습니다. 링크를 다시 만드세요.',
};

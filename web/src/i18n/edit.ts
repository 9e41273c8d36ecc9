/** The words of the form in which a facility is put right (src/edit). The page around it is written by the server. */
export const ja = {
  reading: '読み取りました',
  unread: (words: string) => `時間として読み取れない言葉：${words}`,
  week: '入力した時間の1週間',
  unsure: '不明',
  map: '地図で位置を決める',
  help: '地図をタップするか、ピンを動かします。ピンを選んで矢印キーでも動かせます（Shiftで大きく）。',
  pin: '施設の位置のピン',
  moved: (place: string) => `位置：${place}`,
  look: '住所から位置をさがす',
  found: (place: string) => `「${place}」に移しました。建物の入口までピンを動かしてください。`,
  notFound: '住所の場所が見つかりません。地図で位置を決めてください。',
  noMap: '地図を表示できません。緯度・経度を書いてください。',
};

export const en: typeof ja = {
  reading: 'Understood',
  unread: (words) => `Not understood as hours: ${words}`,
  week: 'The week of the hours you wrote',
  unsure: 'not known',
  map: 'Set the place on a map',
  help: 'Tap the map or move the pin. With the pin in focus, arrow keys move it (Shift: farther).',
  pin: 'Pin of the institution',
  moved: (place) => `Place: ${place}`,
  look: 'Look the address up',
  found: (place) => `Moved to “${place}”. Now move the pin to the entrance.`,
  notFound: 'The address was not found. Set the place on the map.',
  noMap: 'The map cannot be shown. Write latitude and longitude.',
};

export const easy: typeof ja = {
  reading: 'わかりました',
  unread: (words) => `わからない ことば：${words}`,
  week: '書(か)いた 時間(じかん)の 1週間(しゅうかん)',
  unsure: 'わかりません',
  map: '地図(ちず)で 場所(ばしょ)を きめる',
  help: '地図(ちず)を おすか、ピンを うごかします。',
  pin: '場所(ばしょ)の ピン',
  moved: (place) => `場所(ばしょ)：${place}`,
  look: '住所(じゅうしょ)から さがす',
  found: (place) => `「${place}」に うごかしました。`,
  notFound: '場所(ばしょ)が わかりません。地図(ちず)で きめてください。',
  noMap: '地図(ちず)が 出(で)ません。',
};

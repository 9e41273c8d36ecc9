/** The words of what the public does not see. */
export const ja = {
  lock: '専門職のみ',
  paper: '専門職のみの情報を含みます（取り扱い注意）',
};

export const en: typeof ja = {
  lock: 'Professionals only',
  paper: 'Contains information for professionals only: handle with care',
};

export const easy: typeof ja = {
  lock: '専門(せんもん)の 人(ひと)だけ',
  paper: '専門(せんもん)の 人(ひと)だけの ことが 書(か)いて あります',
};

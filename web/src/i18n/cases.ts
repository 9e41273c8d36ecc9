/** The words of making a case at the desk, for those who keep cases. */
export const ja = {
  make: 'この条件で事例を作る',
  hint: '住所は残らず、約1km四方の区画だけが記録されます。',
  failed: '事例を作れませんでした。',
};

export const en: typeof ja = {
  make: 'Make a case of this question',
  hint: 'The address is not kept, only a square of about 1 km.',
  failed: 'The case could not be made.',
};

export const easy: typeof ja = {
  make: 'この 条件(じょうけん)で 事例(じれい)を 作(つく)る',
  hint: '住所(じゅうしょ)は のこりません。',
  failed: '作(つく)れませんでした。',
};

/** The words of signing in, as the header of every page shows them. */
export const ja = { signIn: 'ログイン', account: (name: string) => `${name}さんの登録` };

export const en: typeof ja = { signIn: 'Sign in', account: (name) => `Account of ${name}` };

export const easy: typeof ja = { signIn: 'ログイン', account: (name) => `${name}さんの 登録(とうろく)` };

import { language } from '../i18n';
import { easy, en, ja, type PaperWords } from '../i18n/paper';

const catalogues = { ja, en, easy };

/** The words of the papers. They are loaded with the papers, not with the list: see the budget of the first download. */
export const words = (): PaperWords => catalogues[language()];

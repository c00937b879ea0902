import { textProblems } from './i18n/check-texts.ts';
import { readTexts } from './i18n/read-texts.ts';

/** Lists what the language files lack, one line a text: `node tools/i18n-missing.ts [language]`. */
const [only] = process.argv.slice(2);
const problems = textProblems(readTexts()).filter(({ language }) => only === undefined || language === only);
for (const { language, key, what, detail } of problems) {
  console.log(`${language} ${what} ${key}: ${JSON.stringify(detail)}`);
}
console.log(problems.length === 0 ? 'Every text is there.' : `${problems.length} texts to look at.`);
process.exitCode = problems.length === 0 ? 0 : 1;

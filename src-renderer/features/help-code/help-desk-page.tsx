import { Anchor, Button, Group, Text, TextInput, Title } from '@mantine/core';
import { ArrowLeft, TriangleAlert } from 'lucide-react';
import { useContext, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { version } from '../../../package.json';
import { useLanguage } from '../../i18n/use-language.ts';
import { EmergencyBannerContext } from '../emergencies/emergency-context.ts';
import { GROUP_OF } from './failure-groups.ts';
import { CODE_WORDS, decodeHelpCode, versionOf, type HelpCode } from './help-code.ts';
import classes from './help-code.module.css';
import { findWord, splitWords } from './spoken-words.ts';

const Answer = ({ code: { failure, area, version: theirs } }: { code: HelpCode }) => {
  const { t } = useTranslation('helpDesk');
  const group = GROUP_OF[failure];
  return (
    <div className={classes.answer}>
      <h2>{t(`failure.${failure}`)}</h2>
      <dl>
        <dt>{t('ask')}</dt>
        <dd>{t(`group.${group}.ask`)}</dd>
        <dt>{t('do')}</dt>
        <dd>{t(`group.${group}.do`)}</dd>
        <dt>{t('where')}</dt>
        <dd>{t(`area.${area}`)}</dd>
        <dt>{t('version')}</dt>
        <dd>{t(theirs === versionOf(version) ? 'sameVersion' : 'otherVersion')}</dd>
      </dl>
    </div>
  );
};

/** `/help-code`: for whoever answers the phone. Everything happens on this page, also without a network. */
export const HelpDeskPage = () => {
  const { t } = useTranslation('helpDesk');
  const { language } = useLanguage();
  const drawEmergencies = useContext(EmergencyBannerContext);
  const statusId = useId();
  const [text, setText] = useState('');

  const words = splitWords(text);
  // The last word may still be on its way.
  const isTyping = words.length > 0 && !/[\s,.;]$/.test(text) && words.length < CODE_WORDS;
  const complete = isTyping ? words.slice(0, -1) : words;
  const found = complete.map((word) => ({ word, ...findWord(word, language) }));
  const unknown = found.find(({ number }) => number === null);
  const numbers = found.flatMap(({ number }) => (number === null ? [] : [number]));
  const code = numbers.length === CODE_WORDS && words.length === CODE_WORDS ? decodeHelpCode(numbers) : null;

  const replace = (wrong: string, right: string) =>
    setText(`${words.map((word) => (word === wrong ? right : word)).join(' ')} `);

  const hint = (): string => {
    if (unknown !== undefined) return t('unknown', { word: unknown.word });
    if (words.length > CODE_WORDS) return t('tooMany');
    if (complete.length < CODE_WORDS) return t('more', { count: CODE_WORDS - complete.length });
    return code === null ? t('misheard') : '';
  };

  // Something is to be corrected; else there is more to come.
  const isWrong = unknown !== undefined || words.length > CODE_WORDS || complete.length === CODE_WORDS;
  return (
    <main className={classes.desk}>
      {drawEmergencies('page')}
      <Anchor component={Link} to="/" c="var(--app-accent)" className={classes.back ?? ''}>
        <ArrowLeft size={18} strokeWidth={1.75} aria-hidden />
        {t('back')}
      </Anchor>
      <Title order={1} size="h2">
        {t('title')}
      </Title>
      <Text>{t('text')}</Text>
      <TextInput
        label={t('words')}
        size="lg"
        value={text}
        autoFocus
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby={statusId}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div id={statusId} role="status">
        {code !== null && <Answer code={code} />}
        {code === null && (
          <div className={classes.hint} data-wrong={isWrong || undefined}>
            {isWrong && <TriangleAlert size={18} strokeWidth={1.75} aria-hidden />}
            <Text>{hint()}</Text>
          </div>
        )}
      </div>
      {unknown !== undefined && 'suggestions' in unknown && unknown.suggestions.length > 0 && (
        <Group gap="xs">
          <Text size="sm">{t('didYouMean')}</Text>
          {unknown.suggestions.map((word) => (
            <Button
              key={word}
              size="compact-md"
              variant="default"
              onClick={() => replace(unknown.word, word)}
            >
              {word}
            </Button>
          ))}
        </Group>
      )}
    </main>
  );
};

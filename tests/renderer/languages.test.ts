import { afterEach, describe, expect, it, vi } from 'vitest';
import { createI18n, showLanguage } from '../../src-renderer/i18n/create-i18n.ts';
import { followLanguage } from '../../src-renderer/i18n/follow-language.ts';
import { createFormat, firstDayOfWeek, regionalTag } from '../../src-renderer/i18n/format.ts';
import { detectLanguage } from '../../src-renderer/i18n/languages.ts';
import { loadAccountTexts } from '../../src-renderer/i18n/account-texts.tsx';
import { texts as accountEnglish } from '../../src-renderer/i18n/en/account/index.ts';
import { texts as doctorEnglish } from '../../src-renderer/i18n/en/doctor/index.ts';
import { laterNamespaces, loadDoctorTexts, loadTexts } from '../../src-renderer/i18n/load-texts.ts';
import { english } from '../../src-renderer/i18n/resources.ts';
import { initials } from '../../src-renderer/features/consultation/call-words.ts';
import { readTexts } from '../../tools/i18n/read-texts.ts';
import { createFakePlatform } from './support/fake-platform.ts';

describe('[S0-Z12] the language is', () => {
  it('what the person chose, whatever the browser asks for', () => {
    expect(detectLanguage('hi', ['es-MX', 'en'])).toBe('hi');
  });

  it('else the first of the browser that the app speaks, in any region', () => {
    expect(detectLanguage(null, ['fr-FR', 'es-MX', 'en'])).toBe('es');
    expect(detectLanguage(null, ['HI-in'])).toBe('hi');
    expect(detectLanguage('fr', ['es'])).toBe('es');
  });

  it('else English', () => {
    expect(detectLanguage(null, ['fr', 'hil'])).toBe('en');
    expect(detectLanguage(null, [])).toBe('en');
  });
});

it('every English file is registered', () => {
  const registered = [
    ...[english, accountEnglish, doctorEnglish].flatMap((texts) => Object.keys(texts)),
    ...laterNamespaces(),
  ];
  expect(registered.sort()).toEqual(Object.keys(readTexts().en).sort());
});

it('what only people with an account read comes when it is asked for, and in each language from then on', async () => {
  const i18n = await createI18n(['es']);
  for (const namespace of Object.keys(accountEnglish))
    expect(i18n.hasResourceBundle('en', namespace)).toBe(false);
  await loadAccountTexts(i18n);
  expect(i18n.t('notices:title')).toBe('Avisos');
  await showLanguage(i18n, 'hi');
  for (const namespace of Object.keys(accountEnglish)) {
    expect(i18n.hasResourceBundle('hi', namespace)).toBe(true);
  }
});

it('the texts are there before anything is shown', async () => {
  const i18n = await createI18n(['es-MX', 'en']);
  expect(i18n.resolvedLanguage).toBe('es');
  expect(i18n.t('patient:title')).toBe('Sala de espera');
});

it('[S0-Z11] plurals follow the language', async () => {
  const i18n = await createI18n(['es']);
  expect(i18n.t('patient:before', { count: 1 })).toBe('Hay 1 persona antes que usted.');
  expect(i18n.t('patient:before', { count: 3 })).toBe('Hay 3 personas antes que usted.');
  await showLanguage(i18n, 'hi');
  expect(i18n.t('patient:before', { count: 1 })).toBe('आपसे पहले 1 व्यक्ति है।');
  expect(i18n.t('patient:before', { count: 3 })).toBe('आपसे पहले 3 लोग हैं।');
});

it('a text can be written in a language that is not shown', async () => {
  const i18n = await createI18n(['en']);
  await i18n.loadLanguages('hi');
  expect(i18n.getFixedT('hi', 'patient')('title')).toBe('वेटिंग रूम');
  expect(i18n.t('patient:title')).toBe('Waiting room');
});

it('what is needed later comes by itself, in the language that is shown then and after that', async () => {
  const i18n = await createI18n(['es']);
  expect(i18n.exists('emergencies:send')).toBe(false);
  await loadTexts(i18n, 'emergencies');
  expect(i18n.t('emergencies:send')).toBe('Enviar emergencia');
  await showLanguage(i18n, 'hi');
  expect(i18n.t('emergencies:send')).toBe('आपात संदेश भेजें');
});

describe('what only doctors read', () => {
  it('is not there for patients, and comes in the language that is shown', async () => {
    const i18n = await createI18n(['es']);
    expect(i18n.hasResourceBundle('es', 'rooms')).toBe(false);
    await loadDoctorTexts(i18n);
    expect(i18n.t('agenda:title')).toBe('Citas');
  });

  it('follows the language from then on, and a letter can be written in any', async () => {
    const i18n = await createI18n(['en']);
    await loadDoctorTexts(i18n);
    await i18n.loadLanguages('es');
    expect(i18n.getFixedT('es', 'invitation')('greeting', { name: 'Eva' })).toBe('Hola, Eva:');
    await showLanguage(i18n, 'hi');
    expect(i18n.t('agenda:title')).toBe('अपॉइंटमेंट');
  });

  it('refuses rather than showing keys', async () => {
    const i18n = await createI18n(['es']);
    vi.spyOn(i18n, 'loadNamespaces').mockResolvedValue(undefined);
    i18n.options.ns = [...(i18n.options.ns as string[]), 'rooms'];
    await expect(loadDoctorTexts(i18n)).rejects.toThrow('no texts for doctors in es');
  });
});

describe('the page', () => {
  afterEach(() => {
    document.documentElement.lang = 'en';
  });

  it('says its language and follows a choice of another window', async () => {
    const i18n = await createI18n(['es']);
    const platform = createFakePlatform();
    followLanguage(i18n, platform, window);
    expect(document.documentElement.lang).toBe('es');
    await platform.updateSettings({ language: 'hi' });
    await vi.waitFor(() => expect(document.documentElement.lang).toBe('hi'));
  });
});

describe('[S0-Z11] formats follow the language', () => {
  const at = new Date(2026, 2, 3, 15, 5);

  it('in Spanish', () => {
    const format = createFormat('es');
    expect(format.dayAndTime(at, 0)).toMatch(/mar.*3 mar.*2026.*15:05/);
    expect(format.relative(at, at.getTime() + 300_000)).toBe('hace 5 minutos');
    expect(format.spokenDuration(3_900_000)).toBe('1 hora y 5 minutos');
    expect(format.list(['cámara', 'sonido'])).toBe('cámara y sonido');
  });

  it('in Hindi, with the digits that the timers have', () => {
    const format = createFormat('hi');
    expect(format.time(at)).toMatch(/^3:05/);
    expect(format.dayAndTime(at, 0)).toContain('मार्च');
    expect(format.relative(at, at.getTime() + 300_000)).toBe('5 मिनट पहले');
    expect(format.spokenDuration(3_900_000)).toBe('1 घंटा और 5 मिनट');
  });

  it('with the region of the browser, where it fits', () => {
    expect(regionalTag('es', ['en-US', 'es-MX'])).toBe('es-MX');
    expect(regionalTag('hi', ['hil-PH'])).toBe('hi');
    expect(firstDayOfWeek('en', ['en-US'])).toBe(0);
    expect(firstDayOfWeek('es', ['es-ES'])).toBe(1);
  });
});

it('initials leave forms of address out and keep the signs of a letter', () => {
  expect(initials('Dra. Ana Ruiz')).toBe('AR');
  expect(initials('डॉ. किरण वर्मा')).toBe('किव');
});

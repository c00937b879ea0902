import '@fontsource-variable/inter/wght.css';
// Only the browser of who reads Hindi loads the font itself: the style sheet names the letters that it has.
import '@fontsource-variable/noto-sans-devanagari/wght.css';
import '@mantine/core/styles.css';
import './ui/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { BrowserRouter } from 'react-router';
import { App } from './app.tsx';
import { createServices } from './create-services.ts';
import { createChoiceMemory } from './features/device-test/device-choices.ts';
import { createLocalMedia } from './features/device-test/local-media.ts';
import { createWantedMemory } from './features/device-test/wanted-memory.ts';
import { browserMedia } from './features/device-test/media.ts';
import { CrashBoundary } from './features/home/crash-boundary.tsx';
import { createInviteInbox } from './features/visit/invite-inbox.ts';
import { createI18n } from './i18n/create-i18n.ts';
import { followLanguage } from './i18n/follow-language.ts';
import { detectLanguage } from './i18n/languages.ts';
import { createDesktopPlatform } from './platform/desktop.ts';
import { createWebPlatform } from './platform/web.ts';
import { ServicesProvider } from './services.tsx';
import { AnnouncerProvider } from './ui/announcer.tsx';
import { createColorSchemeManager } from './shell/color-scheme-manager.ts';
import { RoleTheme } from './shell/role-theme.tsx';
import { readStyleNonce } from './ui/style-nonce.ts';

const start = async (): Promise<void> => {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  // Before anything can fail or be seen: the secret leaves the address bar.
  const invites = createInviteInbox(window);
  const nonce = readStyleNonce(document);
  const platform =
    window.anteroom === undefined
      ? createWebPlatform(window)
      : await createDesktopPlatform(window.anteroom, window);
  const i18n = await createI18n([detectLanguage(platform.settings.getState().language, navigator.languages)]);
  followLanguage(i18n, platform, window);
  const services = createServices(
    platform,
    window.fetch.bind(window),
    invites,
    createLocalMedia(
      browserMedia(window),
      createWantedMemory(window.sessionStorage),
      createChoiceMemory(window.localStorage),
    ),
  );
  const colorSchemeManager = createColorSchemeManager(platform);

  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <ServicesProvider services={services}>
          <BrowserRouter>
            <RoleTheme nonce={nonce} colorSchemeManager={colorSchemeManager}>
              <AnnouncerProvider>
                <CrashBoundary>
                  <App />
                </CrashBoundary>
              </AnnouncerProvider>
            </RoleTheme>
          </BrowserRouter>
        </ServicesProvider>
      </I18nextProvider>
    </StrictMode>,
  );

  void services.clinic.load();
  await services.session.restore();
};

void start();

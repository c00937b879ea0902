import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createTelehealth } from '../../client/index.ts';
import { ChatPage } from './chat-page.tsx';
import './style.css';

// Once for the page, outside of components. The session is in a cookie that no script can read.
const clinic = createTelehealth({
  url: import.meta.env.VITE_SERVER ?? 'http://localhost:4000',
  auth: 'cookie',
});

const root = document.querySelector('#root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <ChatPage clinic={clinic} />
    </StrictMode>,
  );
}

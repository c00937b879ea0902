import type { MailKind } from '../domain/notification-records.ts';
import type { Language } from '../protocol/index.ts';

/**
 * What mails say. `{{clinic}}`, `{{name}}` (of the reader) and `{{time}}` are filled in; nothing else about anybody
 * stands in a mail.
 */
export type MailTexts = {
  greeting: string;
  /** Below every mail. */
  footer: string;
  /** `link` leads to the address that stands below it. */
  kinds: Record<MailKind, { subject: string; text: string; link: string; note: string | null }>;
};

export const MAIL_TEXTS: Record<Language, MailTexts> = {
  en: {
    greeting: 'Hello {{name}},',
    footer: '{{clinic}} sends this automatically; nobody reads answers to it.',
    kinds: {
      invitation: {
        subject: 'Your appointment at {{clinic}}',
        text: '{{clinic}} invites you to a video appointment: {{time}}.',
        link: 'Open the waiting room:',
        note: 'The link is for you alone. A link that you were sent before does not work any more.',
      },
      reminder: {
        subject: 'Reminder: your appointment at {{clinic}}',
        text: 'You have a video appointment at {{clinic}}: {{time}}.',
        link: 'Open the link of your invitation then, or sign in here:',
        note: null,
      },
      moved: {
        subject: 'Your appointment at {{clinic}} was moved',
        text: 'Your video appointment at {{clinic}} has a new time: {{time}}.',
        link: 'The link of your invitation stays the same. Or sign in here:',
        note: null,
      },
      cancelled: {
        subject: 'Your appointment at {{clinic}} was cancelled',
        text: 'Your video appointment at {{clinic}} will not take place: {{time}}.',
        link: 'The clinic:',
        note: null,
      },
      unread: {
        subject: 'New messages at {{clinic}}',
        text: 'There are messages for you at {{clinic}} that you have not read.',
        link: 'Sign in to read them:',
        note: 'Your profile says after what time you are told, and whether at all.',
      },
    },
  },
  es: {
    greeting: 'Hola, {{name}}:',
    footer: '{{clinic}} envía este correo automáticamente; nadie lee las respuestas.',
    kinds: {
      invitation: {
        subject: 'Su cita en {{clinic}}',
        text: '{{clinic}} le invita a una cita por vídeo: {{time}}.',
        link: 'Abra la sala de espera:',
        note: 'El enlace es solo para usted. Si recibió otro antes, ya no funciona.',
      },
      reminder: {
        subject: 'Recordatorio: su cita en {{clinic}}',
        text: 'Tiene una cita por vídeo en {{clinic}}: {{time}}.',
        link: 'Abra entonces el enlace de su invitación, o inicie sesión aquí:',
        note: null,
      },
      moved: {
        subject: 'Su cita en {{clinic}} ha cambiado de hora',
        text: 'Su cita por vídeo en {{clinic}} tiene una nueva hora: {{time}}.',
        link: 'El enlace de su invitación sigue siendo el mismo. O inicie sesión aquí:',
        note: null,
      },
      cancelled: {
        subject: 'Su cita en {{clinic}} se ha cancelado',
        text: 'Su cita por vídeo en {{clinic}} no tendrá lugar: {{time}}.',
        link: 'La clínica:',
        note: null,
      },
      unread: {
        subject: 'Mensajes nuevos en {{clinic}}',
        text: 'Tiene mensajes en {{clinic}} que no ha leído.',
        link: 'Inicie sesión para leerlos:',
        note: 'En su perfil puede elegir después de cuánto tiempo se le avisa, o que no se le avise.',
      },
    },
  },
  hi: {
    greeting: 'नमस्ते {{name}},',
    footer: '{{clinic}} यह ईमेल अपने-आप भेजता है; इसके जवाब कोई नहीं पढ़ता।',
    kinds: {
      invitation: {
        subject: '{{clinic}} में आपका अपॉइंटमेंट',
        text: '{{clinic}} आपको वीडियो अपॉइंटमेंट के लिए बुलाता है: {{time}}।',
        link: 'वेटिंग रूम खोलें:',
        note: 'यह लिंक सिर्फ़ आपके लिए है। पहले भेजा गया लिंक अब काम नहीं करता।',
      },
      reminder: {
        subject: 'याद दिलाने के लिए: {{clinic}} में आपका अपॉइंटमेंट',
        text: '{{clinic}} में आपका वीडियो अपॉइंटमेंट है: {{time}}।',
        link: 'उस समय अपने निमंत्रण का लिंक खोलें, या यहाँ साइन इन करें:',
        note: null,
      },
      moved: {
        subject: '{{clinic}} में आपके अपॉइंटमेंट का समय बदल गया है',
        text: '{{clinic}} में आपके वीडियो अपॉइंटमेंट का नया समय: {{time}}।',
        link: 'आपके निमंत्रण का लिंक वही रहता है। या यहाँ साइन इन करें:',
        note: null,
      },
      cancelled: {
        subject: '{{clinic}} में आपका अपॉइंटमेंट रद्द हो गया है',
        text: '{{clinic}} में आपका वीडियो अपॉइंटमेंट नहीं होगा: {{time}}।',
        link: 'क्लिनिक:',
        note: null,
      },
      unread: {
        subject: '{{clinic}} में नए संदेश',
        text: '{{clinic}} में आपके लिए ऐसे संदेश हैं जो आपने नहीं पढ़े हैं।',
        link: 'पढ़ने के लिए साइन इन करें:',
        note: 'आप अपनी प्रोफ़ाइल में चुन सकते हैं कि कितने समय बाद बताया जाए, या न बताया जाए।',
      },
    },
  },
};

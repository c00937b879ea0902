import type { Language } from '../../server/protocol/models.ts';

/**
 * The words of the app's menu, where no page is to write them: beside the other words that the system shows for the
 * app (texts.ts). A menu exists before the first page, and on macOS after the last.
 */
export type MenuTexts = {
  app: {
    about: string;
    settings: string;
    services: string;
    hide: string;
    hideOthers: string;
    showAll: string;
  };
  file: { title: string; close: string; quit: string };
  edit: {
    title: string;
    undo: string;
    redo: string;
    cut: string;
    copy: string;
    paste: string;
    selectAll: string;
  };
  view: {
    title: string;
    zoomIn: string;
    zoomOut: string;
    actualSize: string;
    fullScreen: string;
    reload: string;
  };
  go: { title: string; rooms: string; appointments: string; patients: string };
  window: { title: string; minimize: string; zoom: string; front: string };
  help: { title: string; helpCode: string; diagnostics: string; updates: string };
  spelling: { none: string; learn: string };
};

const english: MenuTexts = {
  app: {
    about: 'About Anteroom',
    settings: 'Settings…',
    services: 'Services',
    hide: 'Hide Anteroom',
    hideOthers: 'Hide Others',
    showAll: 'Show All',
  },
  file: { title: 'File', close: 'Close Window', quit: 'Quit Anteroom' },
  edit: {
    title: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
  },
  view: {
    title: 'View',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    actualSize: 'Actual Size',
    fullScreen: 'Full Screen',
    reload: 'Reload',
  },
  go: { title: 'Go', rooms: 'Waiting Rooms', appointments: 'Appointments', patients: 'Patients' },
  window: { title: 'Window', minimize: 'Minimize', zoom: 'Zoom', front: 'Bring All to Front' },
  help: {
    title: 'Help',
    helpCode: 'Help Code…',
    diagnostics: 'Copy Diagnostics',
    updates: 'Check for Updates…',
  },
  spelling: { none: 'No suggestions', learn: 'Add to Dictionary' },
};

const spanish: MenuTexts = {
  app: {
    about: 'Acerca de Anteroom',
    settings: 'Ajustes…',
    services: 'Servicios',
    hide: 'Ocultar Anteroom',
    hideOthers: 'Ocultar otros',
    showAll: 'Mostrar todo',
  },
  file: { title: 'Archivo', close: 'Cerrar ventana', quit: 'Salir de Anteroom' },
  edit: {
    title: 'Edición',
    undo: 'Deshacer',
    redo: 'Rehacer',
    cut: 'Cortar',
    copy: 'Copiar',
    paste: 'Pegar',
    selectAll: 'Seleccionar todo',
  },
  view: {
    title: 'Ver',
    zoomIn: 'Ampliar',
    zoomOut: 'Reducir',
    actualSize: 'Tamaño real',
    fullScreen: 'Pantalla completa',
    reload: 'Volver a cargar',
  },
  go: { title: 'Ir', rooms: 'Salas de espera', appointments: 'Citas', patients: 'Pacientes' },
  window: { title: 'Ventana', minimize: 'Minimizar', zoom: 'Zoom', front: 'Traer todo al frente' },
  help: {
    title: 'Ayuda',
    helpCode: 'Código de ayuda…',
    diagnostics: 'Copiar diagnóstico',
    updates: 'Buscar actualizaciones…',
  },
  spelling: { none: 'Sin sugerencias', learn: 'Añadir al diccionario' },
};

const hindi: MenuTexts = {
  app: {
    about: 'Anteroom के बारे में',
    settings: 'सेटिंग…',
    services: 'सेवाएँ',
    hide: 'Anteroom छिपाएँ',
    hideOthers: 'बाकी छिपाएँ',
    showAll: 'सब दिखाएँ',
  },
  file: { title: 'फ़ाइल', close: 'विंडो बंद करें', quit: 'Anteroom बंद करें' },
  edit: {
    title: 'संपादन',
    undo: 'पहले जैसा करें',
    redo: 'फिर से करें',
    cut: 'काटें',
    copy: 'कॉपी करें',
    paste: 'चिपकाएँ',
    selectAll: 'सब चुनें',
  },
  view: {
    title: 'दृश्य',
    zoomIn: 'बड़ा करें',
    zoomOut: 'छोटा करें',
    actualSize: 'असली आकार',
    fullScreen: 'पूरी स्क्रीन',
    reload: 'फिर से लोड करें',
  },
  go: { title: 'जाएँ', rooms: 'प्रतीक्षा कक्ष', appointments: 'अपॉइंटमेंट', patients: 'मरीज़' },
  window: { title: 'विंडो', minimize: 'छोटा करके रखें', zoom: 'ज़ूम', front: 'सब आगे लाएँ' },
  help: {
    title: 'मदद',
    helpCode: 'मदद कोड…',
    diagnostics: 'जाँच की जानकारी कॉपी करें',
    updates: 'अपडेट जाँचें…',
  },
  spelling: { none: 'कोई सुझाव नहीं', learn: 'शब्दकोश में जोड़ें' },
};

const TEXTS: Record<Language, MenuTexts> = { en: english, es: spanish, hi: hindi };

export const menuTextsIn = (language: Language): MenuTexts => TEXTS[language];

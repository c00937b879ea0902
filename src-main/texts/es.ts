import type { DesktopTexts } from './texts.ts';

export const spanish: DesktopTexts = {
  waiting: (count) => (count === 1 ? 'Un paciente está esperando.' : `${count} pacientes están esperando.`),
  waitingNamed: (name, others) =>
    others === 0
      ? `${name} está esperando.`
      : `${name} y ${others === 1 ? 'otra persona' : `otras ${others} personas`} están esperando.`,
  emergency: (count) =>
    count === 1
      ? 'Emergencia: un paciente necesita ayuda.'
      : `Emergencia: ${count} pacientes necesitan ayuda.`,
  notification: {
    open: 'Abrir',
    acknowledge: 'Visto',
    message: (name, people) =>
      name !== null
        ? `${name} le ha escrito.`
        : people === 1
          ? 'Tiene un mensaje nuevo.'
          : `Tiene mensajes nuevos de ${people} personas.`,
    testTitle: 'Así le avisa Anteroom',
    testText: 'Verá esto cuando llegue un paciente.',
  },
  tray: {
    nobody: 'Nadie está esperando',
    unnamed: (place, since, isReady) =>
      `Paciente ${place}, desde las ${since}${isReady ? ', preparado' : ''}`,
    named: (name, since, isReady) => `${name}, desde las ${since}${isReady ? ', preparado' : ''}`,
    more: (count) => (count === 1 ? 'y uno más' : `y ${count} más`),
    unread: (count) => (count === 1 ? '1 mensaje sin leer' : `${count} mensajes sin leer`),
    show: 'Mostrar Anteroom',
    silence: 'Sin sonido',
    for15: 'Durante 15 minutos',
    for60: 'Durante una hora',
    untilTurnedOn: 'Hasta que lo vuelva a activar',
    silent: 'El sonido está desactivado',
    silentUntil: (time) => `El sonido está desactivado hasta las ${time}`,
    soundOn: 'Activar el sonido',
    quit: 'Salir de Anteroom',
  },
  leaving: {
    keepText:
      'La clínica puede seguir en segundo plano: los pacientes siguen llegando a ella y encontrará Anteroom junto al reloj, o iniciándolo de nuevo.',
    title: {
      close: '¿Cerrar Anteroom ahora?',
      quit: '¿Salir de Anteroom ahora?',
      'restart-app': '¿Reiniciar Anteroom ahora?',
      'stop-clinic': '¿Detener la clínica ahora?',
      'restart-clinic': '¿Reiniciar la clínica ahora?',
    },
    consequence: (consequence) => {
      switch (consequence.kind) {
        case 'call-ends':
          return 'Está en una llamada. Terminará para ambos.';
        case 'wait-ends':
          return 'Está en la sala de espera. La clínica verá que se ha ausentado.';
        case 'patients-in-call':
          return consequence.count === 1
            ? 'Un paciente está en consulta.'
            : `${consequence.count} pacientes están en consulta.`;
        case 'patients-waiting':
          return spanish.waiting(consequence.count);
        case 'emergencies-open':
          return spanish.emergency(consequence.count);
        case 'clinic-stops':
          return 'La clínica funciona en este equipo. Nadie podrá llegar a ella hasta que la inicie de nuevo.';
      }
    },
    stay: 'Quedarse',
    keep: 'Mantener la clínica en marcha',
    leave: {
      close: 'Cerrar',
      quit: 'Salir',
      'restart-app': 'Reiniciar',
      'stop-clinic': 'Detener',
      'restart-clinic': 'Reiniciar',
    },
  },
};

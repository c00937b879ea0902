import type { DesktopTexts } from './texts.ts';

export const hindi: DesktopTexts = {
  waiting: (count) => (count === 1 ? 'एक मरीज़ प्रतीक्षा कर रहा है।' : `${count} मरीज़ प्रतीक्षा कर रहे हैं।`),
  waitingNamed: (name, others) =>
    others === 0 ? `${name} प्रतीक्षा में हैं।` : `${name} और ${others} अन्य प्रतीक्षा में हैं।`,
  emergency: (count) =>
    count === 1 ? 'आपात स्थिति: एक मरीज़ को मदद चाहिए।' : `आपात स्थिति: ${count} मरीज़ों को मदद चाहिए।`,
  notification: {
    open: 'खोलें',
    acknowledge: 'देख लिया',
    message: (name, people) =>
      name !== null
        ? `${name} ने आपको लिखा है।`
        : people === 1
          ? 'आपके लिए एक नया संदेश है।'
          : `${people} लोगों के नए संदेश हैं।`,
    testTitle: 'Anteroom आपको इस तरह बताता है',
    testText: 'मरीज़ के आने पर आपको यह दिखेगा।',
  },
  tray: {
    nobody: 'कोई प्रतीक्षा नहीं कर रहा है',
    unnamed: (place, since, isReady) => `मरीज़ ${place}, ${since} से${isReady ? ', तैयार' : ''}`,
    named: (name, since, isReady) => `${name}, ${since} से${isReady ? ', तैयार' : ''}`,
    more: (count) => `और ${count}`,
    unread: (count) => (count === 1 ? '1 अपठित संदेश' : `${count} अपठित संदेश`),
    show: 'Anteroom दिखाएँ',
    silence: 'बिना आवाज़ के',
    for15: '15 मिनट के लिए',
    for60: 'एक घंटे के लिए',
    untilTurnedOn: 'जब तक मैं इसे फिर चालू न करूँ',
    silent: 'आवाज़ बंद है',
    silentUntil: (time) => `आवाज़ ${time} तक बंद है`,
    soundOn: 'आवाज़ चालू करें',
    quit: 'Anteroom से बाहर निकलें',
  },
  leaving: {
    keepText:
      'क्लिनिक पृष्ठभूमि में चलता रह सकता है: मरीज़ तब भी पहुँच सकते हैं, और Anteroom आपको घड़ी के पास मिलेगा, या उसे फिर से शुरू करने पर।',
    title: {
      close: 'Anteroom अभी बंद करें?',
      quit: 'Anteroom से अभी बाहर निकलें?',
      'restart-app': 'Anteroom अभी फिर से शुरू करें?',
      'stop-clinic': 'क्लिनिक अभी रोकें?',
      'restart-clinic': 'क्लिनिक अभी फिर से शुरू करें?',
    },
    consequence: (consequence) => {
      switch (consequence.kind) {
        case 'call-ends':
          return 'आप कॉल में हैं। यह आप दोनों के लिए समाप्त हो जाएगी।';
        case 'wait-ends':
          return 'आप प्रतीक्षा कक्ष में हैं। क्लिनिक को दिखेगा कि आप यहाँ नहीं हैं।';
        case 'patients-in-call':
          return consequence.count === 1 ? 'एक मरीज़ परामर्श में है।' : `${consequence.count} मरीज़ परामर्श में हैं।`;
        case 'patients-waiting':
          return hindi.waiting(consequence.count);
        case 'emergencies-open':
          return hindi.emergency(consequence.count);
        case 'clinic-stops':
          return 'क्लिनिक इस कंप्यूटर पर चलता है। जब तक आप इसे फिर शुरू न करें, कोई इस तक नहीं पहुँच सकता।';
      }
    },
    stay: 'यहीं रहें',
    keep: 'क्लिनिक चालू रखें',
    leave: {
      close: 'बंद करें',
      quit: 'बाहर निकलें',
      'restart-app': 'फिर से शुरू करें',
      'stop-clinic': 'रोकें',
      'restart-clinic': 'फिर से शुरू करें',
    },
  },
};

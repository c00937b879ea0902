import type {
  AttentionReport,
  Consequence,
  LeavingChoice,
  LeavingQuestion,
} from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import { waitingText } from './notifications.ts';
import type { DesktopTexts } from '../texts/texts.ts';
import type { Timer, Timers } from '../timers.ts';

/**
 * Asks the person whether to go in spite of what it costs others: in the window, where its page answers, else
 * by the system's own dialog. One question at a time; it remembers nothing.
 */
export type LeavingQuestions = {
  /** Resolves with the person's answer; `stay` if the page goes or another question takes its place. */
  ask(question: Omit<LeavingQuestion, 'id'>): Promise<LeavingAnswer>;
  isOpen(): boolean;
  /** The page shows the question. */
  shown(id: number): void;
  answer(id: number, answer: LeavingAnswer): void;
  /** The page that asked is gone. */
  pageGone(): void;
  /** Ends the open question with this choice, whatever the person would say. */
  settle(choice: LeavingChoice): void;
};

export type LeavingAnswer = { choice: LeavingChoice; remember: boolean };

/** A page that does not show the question by then hangs, or is none of ours. */
export const SHOWN_WITHIN_MS = 2_000;

const STAY: LeavingAnswer = { choice: 'stay', remember: false };

/** What costs whom what, in sentences; who waits is named only where names are allowed. */
const sentences = (
  consequences: readonly Consequence[],
  { report, names, texts }: { report: AttentionReport; names: boolean; texts: DesktopTexts },
): string[] =>
  consequences.map((consequence) =>
    consequence.kind === 'patients-waiting' && consequence.count === report.waiting.length
      ? waitingText(report.waiting, names, texts)
      : texts.leaving.consequence(consequence),
  );

export const createLeavingQuestions = ({
  dialog,
  window,
  show,
  send,
  withdraw,
  report,
  names,
  texts,
  timers,
}: {
  dialog: Pick<ElectronParts['dialog'], 'showMessageBox'>;
  /** Null while no window is open. */
  window: () => Electron.BrowserWindow | null;
  /** Brings the window to the front. */
  show: () => void;
  send: (question: LeavingQuestion) => void;
  withdraw: (id: number) => void;
  report: () => AttentionReport;
  names: () => boolean;
  texts: () => DesktopTexts;
  timers: Timers;
}): LeavingQuestions => {
  type Open = LeavingQuestion & {
    where: 'page' | 'system';
    resolve: (answer: LeavingAnswer) => void;
    timer: Timer | null;
    closeDialog: AbortController;
  };
  let open: Open | null = null;
  let lastId = 0;

  const finish = (asked: Open, answer: LeavingAnswer): void => {
    if (open !== asked) return;
    open = null;
    asked.timer?.cancel();
    asked.closeDialog.abort();
    asked.resolve(answer);
  };

  const askBySystem = async (asked: Open): Promise<void> => {
    asked.where = 'system';
    const words = texts().leaving;
    const choices: LeavingChoice[] = asked.offersKeep ? ['stay', 'keep', 'leave'] : ['stay', 'leave'];
    // Where closing can keep the clinic, to leave is to quit.
    const leave = words.leave[asked.offersKeep ? 'quit' : asked.intent];
    const options: Electron.MessageBoxOptions = {
      type: 'warning',
      message: words.title[asked.intent],
      detail: [
        ...sentences(asked.consequences, { report: report(), names: names(), texts: texts() }),
        ...(asked.offersKeep ? [words.keepText] : []),
      ].join('\n'),
      buttons: choices.map((choice) => (choice === 'leave' ? leave : words[choice])),
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      signal: asked.closeDialog.signal,
    };
    const parent = window();
    const { response } = await (parent === null
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(parent, options));
    finish(asked, { choice: choices[response] ?? 'stay', remember: false });
  };

  const bySystem = (asked: Open): void => {
    // A dialog that can't be shown must not keep the app from ending.
    askBySystem(asked).catch(() => finish(asked, { choice: 'leave', remember: false }));
  };

  return {
    isOpen: () => open !== null,
    ask: (question) =>
      new Promise((resolve) => {
        const before = open;
        if (before !== null) {
          withdraw(before.id);
          finish(before, STAY);
        }
        lastId += 1;
        const asked: Open = {
          ...question,
          id: lastId,
          where: 'page',
          resolve,
          timer: null,
          closeDialog: new AbortController(),
        };
        open = asked;
        if (window() === null) {
          bySystem(asked);
          return;
        }
        show();
        asked.timer = timers.after(SHOWN_WITHIN_MS, () => bySystem(asked));
        send({ ...question, id: asked.id });
      }),
    shown: (id) => {
      if (open?.id === id && open.where === 'page') open.timer?.cancel();
    },
    answer: (id, answer) => {
      if (open?.id === id && open.where === 'page') finish(open, answer);
    },
    pageGone: () => {
      if (open?.where === 'page') finish(open, STAY);
    },
    settle: (choice) => {
      if (open === null) return;
      withdraw(open.id);
      finish(open, { choice, remember: false });
    },
  };
};

import type { ForeignDialect } from '../dialects/foreign-dialect.ts';
import type { Clinic } from '../domain/clinic.ts';
import type { Connection } from '../domain/identity.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { describeIssue } from './describe-issue.ts';
import type { FanOut } from './fan-out.ts';
import type { ForeignSpeech } from './foreign-speech.ts';
import { logOutcome } from './log-outcome.ts';

/** Null if the payload makes the schema itself throw. */
const parse = (dialect: ForeignDialect, name: string, payload: unknown) => {
  try {
    return dialect.events[name]?.payload.safeParse(payload ?? {}) ?? null;
  } catch {
    return null;
  }
};

/** Carries out events of foreign vocabularies: the same commands, answered in their own words. */
export const createForeignEvents = ({
  clinic,
  fanOut,
  log,
  metrics,
}: {
  clinic: Clinic;
  fanOut: FanOut;
  log: Log;
  metrics: Metrics;
}) => ({
  /** @returns the parsed payload, or what is wrong with it */
  read(
    dialect: ForeignDialect,
    name: string,
    payload: unknown,
  ): { data: unknown; problem: null } | { problem: string } {
    const parsed = parse(dialect, name, payload);
    if (parsed === null) return { problem: 'payload: cannot be read' };
    if (parsed.success) return { data: parsed.data, problem: null };
    const [issue] = parsed.error.issues;
    const described =
      issue === undefined
        ? 'payload: invalid'
        : describeIssue(issue, {
            value: payload,
            whole: 'payload',
            missing: dialect.events[name]?.missing,
          });
    return { problem: described };
  },

  /** @throws DomainError */
  async carryOut(
    connection: Connection,
    speech: ForeignSpeech,
    dialect: ForeignDialect,
    name: string,
    data: unknown,
  ): Promise<void> {
    const decoded = dialect.decode(name, data, speech.speak(dialect));
    if (!('length' in decoded)) {
      speech.apply(dialect, decoded);
      return;
    }
    const steps = [...decoded];
    for (let next = steps.shift(); next !== undefined; next = steps.shift()) {
      const { command, reply } = next;
      const outcome = await clinic.execute(connection, command);
      fanOut.publish(outcome, connection.id);
      const carrying = fanOut.carried();
      if (carrying !== undefined) await carrying;
      const replied = reply(outcome.value);
      speech.apply(dialect, replied);
      steps.unshift(...(replied.then ?? []));
      metrics.event(command.name);
      logOutcome(log, connection, command, outcome);
    }
  },
});

export type ForeignEvents = ReturnType<typeof createForeignEvents>;

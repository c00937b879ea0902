import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import { append, createVisit, message } from '../support/fixtures.ts';

export const describeSearch = (current: CurrentStore): void => {
  const arrange = async () => {
    const visit = await createVisit(current.store);
    const other = await createVisit(current.store, { doctor: visit.doctor });
    const say = async (text: string, overrides: Parameters<typeof message>[2] = {}) =>
      (await append(current.store, message(visit.appointment.roomId, visit.patient, { text, ...overrides })))
        .message;
    const index = async () => {
      while (await current.store.indexMessages(2));
    };
    const search = (
      asked: string,
      overrides: Partial<Parameters<typeof current.store.searchMessages>[0]> = {},
    ) =>
      current.store.searchMessages({
        userId: visit.patient.id,
        otherId: null,
        roomId: null,
        words: asked.split(' '),
        before: null,
        limit: 10,
        ...overrides,
      });
    const texts = async (...asked: Parameters<typeof search>) =>
      (await search(...asked)).map(({ message: { text } }) => text);
    return { visit, other, say, index, search, texts };
  };

  describe('the search', () => {
    it('finds every word, the last as a beginning, whatever their case and accents, newest first', async () => {
      const { say, index, texts } = await arrange();
      await say('Mon genou gauche me fait très mal');
      await say('GENOUX tres raides');
      await say('दर्द है');
      await index();
      expect(await texts('genou')).toEqual(['GENOUX tres raides', 'Mon genou gauche me fait très mal']);
      expect(await texts('tres genou')).toEqual(['GENOUX tres raides', 'Mon genou gauche me fait très mal']);
      expect(await texts('genou tres')).toEqual(['Mon genou gauche me fait très mal']);
      expect(await texts('TRÈS gau')).toEqual(['Mon genou gauche me fait très mal']);
      expect(await texts('दर्द')).toEqual(['दर्द है']);
      expect(await texts('enou')).toEqual([]);
      expect(await texts('m')).toEqual([]);
      expect(await texts('… !')).toEqual([]);
    });

    it('takes what is written together as belonging together', async () => {
      const { say, index, texts } = await arrange();
      await say('covid-19 test');
      await say('19 tests for covid');
      await say('see it', { kind: 'file', fileUrl: 'https://files.example/1', fileName: 'it-report.pdf' });
      await index();
      expect(await texts('covid-19')).toEqual(['covid-19 test']);
      expect(await texts('covid 19')).toEqual(['19 tests for covid', 'covid-19 test']);
      expect(await texts('covid-1')).toEqual(['covid-19 test']);
      expect(await texts('report.p')).toEqual(['see it']);
      // The text and the name of the file do not follow each other.
      expect(await texts('it-it')).toEqual([]);
    });

    it('finds what is one’s own, page by page, with the place where it is', async () => {
      const { visit, other, say, index, search, texts } = await arrange();
      for (const number of [1, 2, 3]) await say(`knee ${number}`);
      await append(
        current.store,
        message(other.appointment.roomId, other.patient, { text: 'knee of another' }),
      );
      await index();
      const [third, second] = await search('knee', { limit: 2 });
      expect([third?.message.text, second?.message.text]).toEqual(['knee 3', 'knee 2']);
      expect(third).toMatchObject({
        otherId: visit.doctor.id,
        snippet: [
          { text: 'knee', match: true },
          { text: ' 3', match: false },
        ],
      });
      expect(await texts('knee', { before: second?.place ?? 0 })).toEqual(['knee 1']);
      const asDoctor = { userId: visit.doctor.id };
      expect(await texts('knee', asDoctor)).toHaveLength(4);
      expect(await texts('knee', { ...asDoctor, otherId: other.patient.id })).toEqual(['knee of another']);
      expect(await texts('knee', { roomId: other.appointment.roomId })).toEqual([]);
      expect(await texts('knee', { roomId: visit.appointment.roomId })).toHaveLength(3);
    });
  });
};

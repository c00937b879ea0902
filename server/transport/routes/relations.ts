import { isoTime } from '../../dialects/wire-models.ts';
import type { RelationNotesRecord } from '../../domain/records.ts';
import type { VisitNotes } from '../../protocol/index.ts';
import type { relationsRoutes } from '../../protocol/routes/relations.ts';
import { caller, type HandlersOf, type RouteDeps } from './context.ts';

const wireNotes = (record: RelationNotesRecord | null): VisitNotes =>
  record === null
    ? { notes: '', version: 0, updatedAt: null }
    : { notes: record.notes, version: record.version, updatedAt: isoTime(record.updatedAt) };

export const createRelationsHandlers = ({ clinic }: RouteDeps): HandlersOf<typeof relationsRoutes> => ({
  getRelation: async ({ params, identity }) => {
    const { notes, deviceReport, emergencies } = await clinic.relations.aside(
      caller(identity),
      params['patientId'] ?? '',
    );
    return {
      answer: {
        success: true,
        data: {
          notes: wireNotes(notes),
          deviceReport: deviceReport && {
            roomId: deviceReport.roomId,
            results: deviceReport.results,
            testedAt: isoTime(deviceReport.at),
          },
          emergencies: emergencies.map(
            ({ raisedAt, acknowledgedByName, resolvedAt, resolvedByName, ...rest }) => ({
              ...rest,
              raisedAt: isoTime(raisedAt),
              acknowledgedBy: acknowledgedByName,
              resolvedAt: resolvedAt === null ? null : isoTime(resolvedAt),
              resolvedBy: resolvedByName,
            }),
          ),
        },
      },
    };
  },

  putRelationNotes: async ({ params, body, identity }) => {
    const notes = await clinic.relations.saveNotes(caller(identity), params['patientId'] ?? '', body);
    return { answer: { success: true, data: { notes: wireNotes(notes) } } };
  },
});

import type { Request } from 'express';
import { wireFile, wireUpload } from '../../dialects/wire-files.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Identity } from '../../domain/identity.ts';
import { UploadMovedError, type UploadState } from '../../domain/uploads.ts';
import { UPLOAD_OFFSET_HEADER, uploadOffsetSchema } from '../../protocol/index.ts';
import type { filesRoutes } from '../../protocol/routes/files.ts';
import { RouteRefusal } from '../errors.ts';
import { limitedPerson } from '../event-rates.ts';
import { fileAnswer } from '../file-answer.ts';
import { readFilePart } from '../read-file-part.ts';
import { caller, type HandlersOf, type RouteDeps } from './context.ts';

/** Of `hasThumbnail`: what pictures are made smaller to. */
const THUMBNAIL_TYPE = 'image/webp';

const offsetOf = (request: Request): number => {
  const offset = uploadOffsetSchema.safeParse(request.get(UPLOAD_OFFSET_HEADER));
  if (!offset.success)
    throw new DomainError('bad_request', `${UPLOAD_OFFSET_HEADER} must be a number of bytes`);
  return offset.data;
};

async function* bodyOf(request: Request): AsyncGenerator<Uint8Array> {
  try {
    // A refusal is still to be answered on this connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
  } catch {
    throw new DomainError('bad_request', 'The body did not arrive completely');
  }
}

/** Whose body is read no further: or the connection would wait for the rest of it. */
const closeUnlessRead = (request: Request): void => {
  if (request.readableDidRead && !request.complete) request.res?.setHeader('Connection', 'close');
};

/** @throws RouteRefusal that says where the upload is, if it is somewhere else */
const sayOffset = (error: unknown): never => {
  if (!(error instanceof UploadMovedError)) throw error;
  const headers = { [UPLOAD_OFFSET_HEADER]: String(error.offset) };
  throw new RouteRefusal(error.code, error.message, { headers });
};

export const createFilesHandlers = ({
  clinic,
  config,
  limits,
}: RouteDeps): HandlersOf<typeof filesRoutes> => {
  const { files, uploads } = clinic;
  const { fileBytes } = config.limits;

  const takePoint = async (identity: Identity | null): Promise<Identity> => {
    const actor = caller(identity);
    await limits.consume('upload-person', limitedPerson(actor));
    return actor;
  };
  const answer = (state: UploadState) => ({
    answer: { success: true as const, data: wireUpload(state) },
  });

  return {
    uploadFile: async ({ identity, query, request }) => {
      const actor = await takePoint(identity);
      const part = await readFilePart(request, fileBytes);
      const length = Number(request.headers['content-length']);
      try {
        const input = { ...query, name: part.name, ...(Number.isSafeInteger(length) && { most: length }) };
        const file = await uploads.atOnce(actor, input, part.bytes);
        return { status: 201, answer: { success: true, data: { file: wireFile(file) } } };
      } finally {
        part.discard();
      }
    },

    getFile: async ({ identity, params, request }) => {
      const opened = await files.open(caller(identity), params['fileId'] ?? '', 'file');
      return fileAnswer(request, opened.file, opened);
    },

    getThumbnail: async ({ identity, params, request }) => {
      const opened = await files.open(caller(identity), params['fileId'] ?? '', 'thumbnail');
      return fileAnswer(request, { type: THUMBNAIL_TYPE, name: 'thumbnail.webp' }, opened);
    },

    beginUpload: async ({ identity, body }) => ({
      status: 201,
      ...answer(await uploads.begin(await takePoint(identity), body)),
    }),

    getUpload: async ({ identity, params }) =>
      answer(await uploads.state(caller(identity), params['uploadId'] ?? '')),

    appendUpload: async ({ identity, params, request }) => {
      const actor = caller(identity);
      if (typeof request.is('application/octet-stream') !== 'string') {
        throw new DomainError('bad_request', 'The body must be application/octet-stream');
      }
      const uploadId = params['uploadId'] ?? '';
      try {
        return answer(await uploads.append(actor, uploadId, offsetOf(request), bodyOf(request)));
      } catch (error) {
        closeUnlessRead(request);
        return sayOffset(error);
      }
    },

    cancelUpload: async ({ identity, params }) => {
      await uploads.cancel(caller(identity), params['uploadId'] ?? '');
      return { answer: { success: true } };
    },
  };
};

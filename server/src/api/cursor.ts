import { TandemError } from '../errors.ts'

/** Packs the place where a page ended; opaque, so that its inside may change. */
export function packCursor(place: string[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** Unpacks a cursor of `length` parts; anything else than what we gave out is refused. */
export function unpackCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (cursor === undefined || cursor === '') return undefined
  const place = parse(cursor)
  if (Array.isArray(place) && place.length === length && place.every((part) => typeof part === 'string'))
    return place
  throw wrongCursor()
}

/** The error of a cursor that is not from the same list. */
export function wrongCursor(): TandemError {
  return new TandemError('invalid-input', 'The cursor is not one of this list. Begin without it.', [
    { pointer: 'query/cursor', detail: 'Send a nextCursor of this list as it was given, or leave it out.' },
  ])
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw wrongCursor()
  }
}

import { z } from 'zod'

/** An id given by Tandem. */
export const id = z.uuid()
/** A moment, ISO 8601 in UTC. */
export const instant = z.iso.datetime({ offset: true })
/** Path with one id: `/connections/{id}`. */
export const idPath = z.object({ id })

/** Where a page of a list begins and how long it is. A name that is not known is refused: it would search in vain. */
export const pageQuery = z.strictObject({
  cursor: z.string().max(1000).optional().describe('The `nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('At most so many items'),
})
export type PageQuery = z.infer<typeof pageQuery>

/** The answer of a list: a page of items and where the next one begins, `null` at the end. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

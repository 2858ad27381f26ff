interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/**
 * Every item of a list, page after page: `pagesOf((cursor) => tandem.get('/mailboxes', { query: { cursor } }))`.
 */
export async function* pagesOf<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void> {
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    yield* page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

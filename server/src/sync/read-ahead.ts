/** The same pages, with the next one already on its way while the last is worked on. */
export async function* readAhead<Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  const iterator = pages[Symbol.asyncIterator]()
  let next = ask(iterator)
  try {
    for (;;) {
      const answer = await next
      if ('error' in answer) throw answer.error
      if (answer.done) return
      next = ask(iterator)
      yield answer.value
    }
  } finally {
    await next
    await iterator.return?.()
  }
}

type Answer<Page> = { done: false; value: Page } | { done: true } | { done: true; error: unknown }

/** Never rejects: nobody may be waiting yet. */
async function ask<Page>(iterator: AsyncIterator<Page>): Promise<Answer<Page>> {
  try {
    const result = await iterator.next()
    return result.done ? { done: true } : { done: false, value: result.value }
  } catch (error) {
    return { done: true, error }
  }
}

import { queryClient } from './query-client.ts'

/** Figures of all queues are read anew at most so often (milliseconds), however much happens in them. */
const atMostEvery = 2000

/** Calls `act` at once, then at most every `milliseconds`; what is asked for meanwhile is one call at the end. */
export function atMost(milliseconds: number, act: () => void): () => void {
  let isResting = false
  let isAsked = false
  const run = () => {
    act()
    isResting = true
    setTimeout(() => {
      isResting = false
      if (!isAsked) return
      isAsked = false
      run()
    }, milliseconds)
  }
  return () => {
    if (isResting) isAsked = true
    else run()
  }
}

/** Something happened in a queue: who works and how it goes is read anew. */
export const followQueues = atMost(atMostEvery, () => {
  for (const queryKey of [['supervision'], ['agents']]) void queryClient.invalidateQueries({ queryKey })
})

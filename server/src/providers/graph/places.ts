/** Places for requests that run at a time; the rest waits in line. */
export interface Places {
  /** Runs `work` once `wanted` places are free. */
  run<T>(wanted: number, work: () => Promise<T>): Promise<T>
}

/** Graph lets an application have four requests at a time in one mailbox (throttling-limits, Outlook service). */
export const mailboxPlaces = 4

/** `count` places, given out in the order of asking. */
export function createPlaces(count: number): Places {
  let free = count
  const line: { wanted: number; go: () => void }[] = []
  const serve = () => {
    for (let first = line[0]; first && first.wanted <= free; first = line[0]) {
      free -= first.wanted
      line.shift()
      first.go()
    }
  }
  return {
    run: async (wanted, work) => {
      await new Promise<void>((go) => {
        line.push({ wanted, go })
        serve()
      })
      try {
        return await work()
      } finally {
        free += wanted
        serve()
      }
    },
  }
}

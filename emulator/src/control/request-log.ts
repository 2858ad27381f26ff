/** One HTTP request as it was answered; the sub-requests of a `$batch` are listed inside. */
export interface LogEntry {
  id: string
  /** Epoch milliseconds of the world's clock. */
  time: number
  method: string
  path: string
  operation: string
  tenantId?: string
  applicationId?: string
  mailbox?: string
  /** 0: the connection was cut in place of an answer. */
  status: number
  milliseconds: number
  /** Ids of the faults that struck. */
  faults?: string[]
  batch?: { operation: string; mailbox?: string; status: number; faults?: string[] }[]
}

/** Which entries to list; every given condition must hold, for the request or one of its batch. */
export interface LogFilter {
  operation?: string
  mailbox?: string
  status?: number
  /** Epoch milliseconds. */
  since?: number
  /** At most this many, the newest. */
  limit?: number
}

/** How many requests were answered, exact also for what the ring has forgotten. */
export interface LogCounts {
  requests: number
  /** Per operation, the sub-requests of batches included. */
  operations: Record<string, number>
  /** Per status of whole requests; `0` for cut connections. */
  statuses: Record<string, number>
}

/** The last requests, newest last. */
export interface RequestLog {
  add(entry: LogEntry): void
  list(filter?: LogFilter): LogEntry[]
  counts(): LogCounts
  /** Goes on from the counts of an earlier run. */
  resume(counts: LogCounts): void
  clear(): void
}

/** An empty log that remembers `limit` requests and counts all. */
export function createRequestLog(limit = 200_000): RequestLog {
  let ring: LogEntry[] = []
  let next = 0
  let counts: LogCounts = { requests: 0, operations: {}, statuses: {} }
  const count = (entry: LogEntry): void => {
    counts.requests += 1
    raise(counts.operations, entry.operation)
    for (const part of entry.batch ?? []) raise(counts.operations, part.operation)
    raise(counts.statuses, String(entry.status))
  }
  return {
    add: (entry) => {
      ring[next] = entry
      next = (next + 1) % limit
      count(entry)
    },
    list: (filter = {}) => {
      const ordered = ring.length < limit ? ring : [...ring.slice(next), ...ring.slice(0, next)]
      const found = ordered.filter((entry) => matches(entry, filter))
      return filter.limit === undefined ? found : found.slice(Math.max(0, found.length - filter.limit))
    },
    counts: () => structuredClone(counts),
    resume: (earlier) => {
      counts = structuredClone(earlier)
    },
    clear: () => {
      ring = []
      next = 0
      counts = { requests: 0, operations: {}, statuses: {} }
    },
  }
}

function raise(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}

function matches(entry: LogEntry, filter: LogFilter): boolean {
  if (filter.since !== undefined && entry.time < filter.since) return false
  return [entry, ...(entry.batch ?? [])].some(
    (part) =>
      (filter.operation === undefined || part.operation === filter.operation) &&
      (filter.mailbox === undefined || part.mailbox?.toLowerCase() === filter.mailbox.toLowerCase()) &&
      (filter.status === undefined || part.status === filter.status),
  )
}

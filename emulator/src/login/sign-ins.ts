/** One line of the tenant's sign-in log. */
interface SignIn {
  time: number
  tenantId: string
  clientId: string
  /** Whom it was for: the user's name, or the application's own. */
  who: string
  grant: string
  resource: string
  /** 0: success. */
  code: number
  text: string
  correlationId: string
}

/** The last sign-ins of all tenants, newest last. */
export interface SignInLog {
  add(entry: SignIn): void
  list(tenantId?: string): SignIn[]
  clear(): void
}

/** An empty log that keeps at most `limit` entries. */
export function createSignInLog(limit = 2000): SignInLog {
  let entries: SignIn[] = []
  return {
    add: (entry) => {
      entries.push(entry)
      if (entries.length > 2 * limit) entries = entries.slice(-limit)
    },
    list: (tenantId) =>
      entries.slice(-limit).filter((entry) => tenantId === undefined || entry.tenantId === tenantId),
    clear: () => {
      entries = []
    },
  }
}

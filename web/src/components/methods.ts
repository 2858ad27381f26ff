/** Ways to connect, as people call them; an unknown one by its own name. */
export function methodName(method: string): string {
  return names[method] ?? method
}

/** What the Console offers for a new connection. */
export const offeredMethods = ['graph']

const names: Record<string, string> = {
  graph: 'Microsoft 365, application access',
  memory: 'In memory (for tests)',
}

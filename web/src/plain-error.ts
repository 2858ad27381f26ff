import { ApiProblem } from './api.ts'

/** Whatever was thrown, as a headline and what to do. */
export function plainError(error: unknown): { title: string; advice: string } {
  if (error instanceof ApiProblem) return { title: error.title, advice: problemAdvice(error) }
  if (isUnreachable(error)) {
    const advice = navigator.onLine
      ? 'Tandem’s server does not answer just now. This page comes back by itself; if it does not, tell operations.'
      : 'This device is offline. This page comes back by itself as soon as it is online again.'
    return { title: 'No connection to Tandem', advice }
  }
  const advice = error instanceof Error ? error.message : String(error)
  return { title: 'This page has a fault', advice }
}

/** Whether no answer came at all; browsers name it differently. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && /fetch|network|load/i.test(error.message)
}

function problemAdvice(problem: ApiProblem): string {
  if (problem.fields.length === 0) return problem.detail
  return problem.fields.map((field) => `${field.pointer.replace(/^#?\//, '')}: ${field.detail}`).join('. ')
}

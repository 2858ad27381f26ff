import { ApiProblem } from './api.ts'

/** Whatever was thrown, as a headline and what to do. */
export function plainError(error: unknown): { title: string; advice: string } {
  if (error instanceof ApiProblem) return { title: error.title, advice: problemAdvice(error) }
  if (error instanceof TypeError && /fetch|network|load/i.test(error.message)) {
    const advice = navigator.onLine
      ? 'Tandem’s server does not answer. Look again in a moment; if it stays so, tell operations.'
      : 'This device is offline. What you see is as of the last connection.'
    return { title: 'No connection to Tandem', advice }
  }
  const advice = error instanceof Error ? error.message : String(error)
  return { title: 'This page has a fault', advice }
}

function problemAdvice(problem: ApiProblem): string {
  if (problem.fields.length === 0) return problem.detail
  return problem.fields.map((field) => `${field.pointer.replace(/^#?\//, '')}: ${field.detail}`).join('. ')
}

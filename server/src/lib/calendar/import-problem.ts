/** Why a file cannot become an event, in plain words; ends the reading wherever it is found. */
export class ImportProblem extends Error {
  readonly problems: string[]
  constructor(...problems: string[]) {
    super(problems.join(' '))
    this.name = 'ImportProblem'
    this.problems = problems
  }
}

/** A piece of the file as it may stand in a sentence: short, on one line. */
export function quoted(piece: unknown): string {
  const text = String(piece).replace(/\s+/g, ' ').trim()
  return `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`
}

/** One row of the catalogue: what the token endpoint answers for a code. `{0}`, `{1}` … are filled in. */
export interface RefusalRow {
  status: number
  error: string
  suberror?: string
  text: string
}

/** A row of the catalogue. */
export function row(status: number, error: string, text: string, suberror?: string): RefusalRow {
  return { status, error, text, ...(suberror !== undefined && { suberror }) }
}

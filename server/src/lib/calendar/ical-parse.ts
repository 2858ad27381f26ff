import ICAL from 'ical.js'
import { ImportProblem, quoted } from './import-problem.ts'
import type { Component } from './jcal.ts'

/** More than a series of 1,000 exceptions with long texts; the parser takes about 50 ms for it. */
const longest = 5_000_000
const mostComponents = 5_000

/** The components of an iCalendar text (events, zones …). Throws an ImportProblem for what is none, and for what is too much of it. */
export function parseCalendar(source: string): Component[] {
  if (source.length > longest)
    throw new ImportProblem('This file is too large: at most 5 million letters can be read.')
  const text = source.replace(/^\uFEFF?\s*/, '')
  if (!/^BEGIN:VCALENDAR[ \t]*[\r\n]/i.test(text))
    throw new ImportProblem('This is no iCalendar file: it does not begin with BEGIN:VCALENDAR.')
  let begins = 0
  for (const _ of text.matchAll(/^BEGIN:/gim))
    if (++begins > mostComponents)
      throw new ImportProblem(
        `This file has more than ${mostComponents} components: import its events one by one.`,
      )
  return roots(text).flatMap(([name, , inside]) => {
    if (name !== 'vcalendar')
      throw new ImportProblem(`This file holds something else beside a calendar: ${quoted(name)}.`)
    return inside
  })
}

function roots(text: string): Component[] {
  const parsed = parsedOrProblem(text) as Component | Component[]
  return typeof parsed[0] === 'string' ? [parsed as Component] : (parsed as Component[])
}

function parsedOrProblem(text: string): unknown {
  try {
    return ICAL.parse(text)
  } catch (error) {
    // Whatever the library stumbles over, it stumbles over the file.
    throw new ImportProblem(`This file breaks the rules of iCalendar: ${quoted((error as Error).message)}.`)
  }
}

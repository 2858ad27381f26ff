import { z } from 'zod'

/** A wall-clock time in a zone, as Graph's `dateTimeTimeZone`; `timeZone` is an IANA name (`Europe/Berlin`) or `UTC`. */
export const wallTime = z.strictObject({
  dateTime: z
    .string()
    .regex(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
      'is not a time of the form 2026-03-31T09:30:00; its zone goes into timeZone',
    ),
  timeZone: z.string().min(1).max(100),
})
export type WallTime = z.infer<typeof wallTime>

/** A day of the calendar, `2026-03-31`. */
export const day = z.iso.date()

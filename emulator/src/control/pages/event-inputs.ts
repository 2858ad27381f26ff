import type { Recurrence } from '../../tenant/calendar-types.ts'
import { availabilities, type EventForm, repeats, sensitivities, weekdays } from './event-fields.ts'
import { type Html, html } from './html.ts'

/** The inputs of an event. */
export function eventInputs(form: EventForm): Html {
  return html`<fieldset><legend>Event</legend>
<label>Subject<input name="subject" value="${form.subject}" dir="auto"></label>
<label>Where<input name="location" value="${form.location}" dir="auto"></label>
<label>Start<input type="datetime-local" name="start" value="${form.start}"></label>
<label>End (all-day: the last day)<input type="datetime-local" name="end" value="${form.end}"></label>
<label>Time zone<input name="zone" value="${form.zone}"></label>
<label class="check"><input type="checkbox" name="isAllDay"${form.isAllDay && html` checked`}> All day</label>
</fieldset>
<fieldset><legend>Details</legend>
<label>Notes<textarea name="body" rows="3" dir="auto">
${form.body}</textarea></label>
<label>Attendees, an address a line<textarea name="attendees" rows="3">
${form.attendees}</textarea></label>
<label>Categories, one a line<textarea name="categories" rows="2" dir="auto">
${form.categories}</textarea></label>
<label>Reminder, minutes before (empty: none)<input name="reminder" inputmode="numeric" value="${form.reminder}"></label>
${choice('showAs', 'Show as', availabilities, form.showAs)}
${choice('sensitivity', 'Sensitivity', sensitivities, form.sensitivity)}
</fieldset>`
}

/** How an event repeats: what is there is kept until something else is chosen. */
export function repeatInputs(chosen: string, present: Recurrence | undefined): Html {
  const options = present ? ['kept', ...repeats] : repeats
  const label = (value: string) => (value === 'kept' && present ? `as it is: ${describe(present)}` : value)
  return html`<fieldset><legend>Repeats</legend>
<label>How<select name="repeat">${options.map((value) => html`<option value="${value}"${value === chosen && html` selected`}>${label(value)}</option>`)}</select></label>
<label>Every<input name="interval" inputmode="numeric" value="1"></label>
${weekdays.map((day) => html`<label class="check"><input type="checkbox" name="day.${day}"> ${day}</label>`)}
<label>Until<input type="date" name="until" value=""></label>
<label>or so many times<input name="count" inputmode="numeric" value=""></label>
</fieldset>`
}

/** A select with the values themselves as texts. */
export function choice(name: string, label: string, values: readonly string[], current: string): Html {
  const options = values.map(
    (value) => html`<option value="${value}"${value === current && html` selected`}>${value}</option>`,
  )
  return html`<label>${label}<select name="${name}">${options}</select></label>`
}

/** A recurrence in short words. */
export function describe({ pattern, range }: Recurrence): string {
  const { type, interval, daysOfWeek, dayOfMonth, month, index } = pattern
  const what = {
    daily: 'daily',
    weekly: `weekly on ${daysOfWeek.join(', ')}`,
    absoluteMonthly: `monthly on day ${dayOfMonth}`,
    relativeMonthly: `monthly on the ${index} ${daysOfWeek.join(', ')}`,
    absoluteYearly: `yearly on ${month}-${dayOfMonth}`,
    relativeYearly: `yearly on the ${index} ${daysOfWeek.join(', ')} of month ${month}`,
  }[type]
  const often = interval === 1 ? what : `${what}, every ${interval}`
  if (range.type === 'endDate') return `${often}, until ${range.endDate}`
  return range.type === 'numbered' ? `${often}, ${range.numberOfOccurrences} times` : often
}

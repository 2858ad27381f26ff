import type { Calendar } from '../tenant/calendar-types.ts'
import type { MailboxCall } from './call.ts'

/** Properties of `calendar` in the order in which the service writes them. */
export const calendarNames = [
  ...['id', 'name', 'color', 'hexColor', 'isDefaultCalendar', 'changeKey', 'canShare', 'canViewPrivateItems'],
  ...['canEdit', 'allowedOnlineMeetingProviders', 'defaultOnlineMeetingProvider', 'isTallyingResponses'],
  ...['isRemovable', 'owner'],
] as const

/** A calendar as the service shows it to its owner. */
export function calendarValue(
  { mailbox, user }: MailboxCall,
  calendar: Calendar,
  select?: readonly string[],
): Record<string, unknown> {
  const { id, name, color, hexColor, changeKey } = calendar
  const isDefaultCalendar = id === mailbox.defaultCalendarId
  const all: Record<(typeof calendarNames)[number], unknown> = {
    id,
    name,
    color,
    hexColor,
    isDefaultCalendar,
    changeKey,
    canShare: true,
    canViewPrivateItems: true,
    canEdit: true,
    allowedOnlineMeetingProviders: ['teamsForBusiness'],
    defaultOnlineMeetingProvider: 'teamsForBusiness',
    isTallyingResponses: true,
    isRemovable: !isDefaultCalendar,
    owner: { name: user.displayName, address: user.mail },
  }
  const shown = calendarNames.filter((one) => one === 'id' || !select || select.includes(one))
  return Object.fromEntries(shown.map((one) => [one, all[one]]))
}

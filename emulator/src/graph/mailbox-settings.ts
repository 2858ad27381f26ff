import type { User } from '../tenant/types.ts'
import type { WireResponse } from '../wire.ts'
import { type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { checkNames, entity, readOptions } from './odata.ts'
import { mailboxContext } from './places.ts'

const permissions = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite']

/** `userPurpose` tells shared mailboxes and rooms from people. */
export const mailboxSettingsRoutes: Route[] = [
  mailboxRoute('GET', 'users/{user}/mailboxSettings', permissions, get),
]

function get(call: MailboxCall): WireResponse {
  const { select } = readOptions(call.request.query)
  const settings = settingsOf(call.user)
  checkNames(select, Object.keys(settings), 'mailboxSettings')
  const shown = Object.entries(settings).filter(([name]) => !select || select.includes(name))
  return entity(200, mailboxContext(call, 'mailboxSettings'), JSON.stringify(Object.fromEntries(shown)))
}

function settingsOf(user: User): Record<string, unknown> {
  const never = { dateTime: '2026-01-01T00:00:00.0000000', timeZone: 'UTC' }
  return {
    archiveFolder: '',
    timeZone: 'W. Europe Standard Time',
    delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
    dateFormat: 'dd.MM.yyyy',
    timeFormat: 'HH:mm',
    userPurpose: user.mailboxKind,
    automaticRepliesSetting: {
      status: 'disabled',
      externalAudience: 'all',
      internalReplyMessage: '',
      externalReplyMessage: '',
      scheduledStartDateTime: never,
      scheduledEndDateTime: never,
    },
    language: { locale: user.preferredLanguage ?? 'en-US', displayName: user.preferredLanguage ?? 'en-US' },
    workingHours: {
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      startTime: '08:00:00.0000000',
      endTime: '17:00:00.0000000',
      timeZone: { name: 'W. Europe Standard Time' },
    },
  }
}

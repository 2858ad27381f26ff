/** Paths of one mailbox's calendars, from the version root on. */
export interface EventPaths {
  calendars: string
  /** The events of a calendar, or of the default one. */
  events(folder: string | undefined): string
  event(ref: string): string
  instances(ref: string): string
  view(folder: string | undefined): string
  /** The resource of a subscription: without the version. */
  watched(folder: string | undefined): string
}

/** Paths for a mailbox, by address or directory id. */
export function eventPaths(mailbox: string): EventPaths {
  const user = `users/${encodeURIComponent(mailbox)}`
  const calendar = (folder: string | undefined) =>
    folder === undefined ? user : `${user}/calendars/${encodeURIComponent(folder)}`
  const event = (ref: string) => `/v1.0/${user}/events/${encodeURIComponent(ref)}`
  return {
    calendars: `/v1.0/${user}/calendars`,
    // `users/{id}/events`, without a calendar, is nowhere promised to be the default calendar's alone (user-list-events).
    events: (folder) => `/v1.0/${folder === undefined ? `${user}/calendar` : calendar(folder)}/events`,
    event,
    instances: (ref) => `${event(ref)}/instances`,
    view: (folder) => `/v1.0/${calendar(folder)}/calendarView`,
    watched: (folder) => `${calendar(folder)}/events`,
  }
}

import type { EventDraft } from './event-draft.ts'

export const showAsWords: Record<EventDraft['showAs'], string> = {
  free: 'Free',
  tentative: 'Tentative',
  busy: 'Busy',
  oof: 'Away',
  workingElsewhere: 'Working elsewhere',
}
export const sensitivityWords: Record<EventDraft['sensitivity'], string> = {
  normal: 'Normal',
  personal: 'Personal',
  private: 'Private',
  confidential: 'Confidential',
}

/** Minutes before the start that are offered. */
export const reminderChoices = [0, 5, 10, 15, 30, 60, 120, 720, 1440, 2880, 10_080]

/** “15 minutes before”; null: “No reminder”. */
export function reminderText(minutes: number | null): string {
  if (minutes === null) return 'No reminder'
  if (minutes === 0) return 'When it starts'
  const [value, unit] =
    minutes % 10_080 === 0
      ? [minutes / 10_080, 'week']
      : minutes % 1440 === 0
        ? [minutes / 1440, 'day']
        : minutes % 60 === 0
          ? [minutes / 60, 'hour']
          : [minutes, 'minute']
  return `${value} ${unit}${value === 1 ? '' : 's'} before`
}

export function showAsText(showAs: string | undefined): string {
  return (showAsWords[(showAs ?? 'busy') as EventDraft['showAs']] ?? 'busy').toLowerCase()
}

import type { RefusalRow } from './refusals.ts'

/** What a letter is refused for. The status of the daily limit varies in sightings, so it is not looked at. */
export const letterRefusals: RefusalRow[] = [
  {
    code: /^ErrorExceededMessageLimit$/,
    actor: 'nobody',
    minutes: 1440,
    headline: '{mailbox} has sent as much as Microsoft allows in a day.',
    meaning: 'Exchange Online counts the recipients of the last 24 hours, of all programs together.',
    remedy:
      'Wait until tomorrow; another try on the same day is of no use. If nobody sent that much, look in the Exchange admin centre → Mail flow → Message trace for who did.',
  },
  {
    code: /^ErrorSendAsDenied$/,
    actor: 'administrator',
    minutes: 5,
    headline: 'Mail from {mailbox} may not go out in this name.',
    meaning:
      'The sender’s address is not one of the mailbox, and the mailbox has no right to send as that one.',
    remedy:
      'Exchange admin centre → Recipients → Mailboxes → the mailbox of the sender’s address → Delegation → Send as → add {mailbox}. It takes up to an hour.',
  },
  {
    code: /^Error(InvalidRecipients|MissingRecipients|InvalidRecipient)$/,
    actor: 'administrator',
    minutes: 2,
    headline: 'The address of {mailbox} cannot receive mail.',
    meaning: 'Microsoft does not take it as the address of a recipient.',
    remedy:
      'Microsoft 365 admin centre → Users → Active users → the person → compare the primary e-mail address with the test mailbox entered here.',
  },
  {
    code: /^ErrorMimeContentInvalidBase64String$/,
    actor: 'operations',
    minutes: 15,
    headline: 'The letter arrived damaged.',
    meaning: 'Its bytes were changed between Tandem and Microsoft. The mailbox is not concerned.',
    remedy: 'Look at the proxy between Tandem and Graph; it must not change what is sent.',
  },
  {
    code: /^ErrorMessageSizeExceeded$/,
    actor: 'administrator',
    minutes: 5,
    headline: 'The letter is larger than {mailbox} may send.',
    meaning: 'The mailbox has a limit of its own for the size of a message.',
    remedy:
      'Exchange admin centre → Recipients → Mailboxes → the mailbox → Message size restriction → raise “Sent messages”.',
  },
]

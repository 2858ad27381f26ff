import type { RefusalRow } from './refusals.ts'

/** What Exchange says of rights, of a mailbox and of what is in it. */
export const mailboxRefusals: RefusalRow[] = [
  {
    status: 403,
    code: /^ErrorAccessDenied$/,
    text: /AccessPolicy|RAOP/i,
    actor: 'administrator',
    minutes: 5,
    headline: 'An access policy keeps the application out of {mailbox}.',
    meaning:
      'An application access policy in Exchange limits the application to a group, and this mailbox is not in it.',
    remedy:
      'Add the mailbox to the group of the policy, or enter one that is in it. Exchange takes up to two hours to notice.',
  },
  {
    status: 403,
    code: /^ErrorAccessDenied$/,
    text: /OData is disabled/i,
    actor: 'administrator',
    minutes: 5,
    headline: 'Exchange has closed {mailbox} to programs like this one.',
    meaning:
      'Either an application access policy leaves the mailbox out, or access by Graph was switched off for it.',
    remedy:
      'Exchange Online PowerShell → Get-ApplicationAccessPolicy shows the policy and its group → add the mailbox to that group. Exchange takes up to two hours to notice.',
  },
  {
    status: 403,
    code: /^ErrorAccessDenied$/,
    actor: 'administrator',
    minutes: 5,
    headline: 'The application has no right to this part of {mailbox}.',
    meaning:
      'No permission in Entra covers it, and no role in Exchange whose scope holds this mailbox; a role that was given just now may take up to two hours.',
    remedy:
      'Exchange Online PowerShell → Test-ServicePrincipalAuthorization with this mailbox shows which roles reach it → add the mailbox to the group of the role’s scope, or assign the role that is missing.',
  },
  {
    status: 403,
    code: /^Authorization_RequestDenied$/,
    actor: 'administrator',
    minutes: 3,
    headline: 'The directory cannot be read.',
    meaning: 'The application may not see who is in the tenant, so people must be typed one by one.',
    remedy:
      'API permissions → Add a permission → Microsoft Graph → Application permissions → User.Read.All → “Grant admin consent”.',
  },
  {
    status: 404,
    code: /^ErrorInvalidUser$/,
    actor: 'administrator',
    minutes: 2,
    headline: 'Nobody in the tenant has the address {mailbox}.',
    meaning: 'It is mistyped, was deleted, or belongs to another tenant.',
    remedy: 'Microsoft 365 admin centre → Users → Active users → copy the address, and enter it here.',
  },
  {
    status: 404,
    code: /RESTAPI$/,
    text: /not yet supported/i,
    actor: 'administrator',
    minutes: 15,
    headline: '{mailbox} is on a server that Graph does not reach.',
    meaning: 'It lives on an Exchange server of your own, or is being moved to the cloud at this moment.',
    remedy:
      'Exchange admin centre → Migration shows whether a move is under way; else enter a mailbox that is in Exchange Online.',
  },
  {
    status: 404,
    code: /RESTAPI$/,
    actor: 'administrator',
    minutes: 10,
    headline: '{mailbox} is not active in Exchange Online.',
    meaning: 'It has no licence, was deleted not long ago, or lives on an Exchange server of your own.',
    remedy:
      'Microsoft 365 admin centre → Users → the person → Licences and apps → assign a licence with Exchange Online; or enter another mailbox.',
  },
  {
    status: 404,
    code: /^Request_ResourceNotFound$/,
    actor: 'administrator',
    minutes: 2,
    headline: 'The directory has no entry for {mailbox}.',
    meaning: 'The person or group was deleted, or never existed in this tenant.',
    remedy: 'Microsoft 365 admin centre → Users → Active users (or Deleted users → Restore).',
  },
  {
    status: 404,
    code: /^ErrorFolderNotFound$/,
    actor: 'administrator',
    minutes: 5,
    headline: 'A folder of {mailbox} is missing.',
    meaning: 'A folder that every mailbox has, or one that was chosen, is not there any more.',
    remedy:
      'Open the mailbox in Outlook on the web: Exchange makes missing standard folders again. Then choose the folder anew.',
  },
  {
    status: 404,
    code: /^ErrorItemNotFound$/,
    actor: 'nobody',
    minutes: 1,
    headline: 'What we looked for in {mailbox} is gone.',
    meaning: 'Somebody, or a rule of the mailbox, moved or deleted it between two of our requests.',
    remedy: 'Verify again. If it happens twice, look for rules that move or delete new items.',
  },
  {
    status: 404,
    code: /^ResourceNotFound$/,
    actor: 'operations',
    minutes: 10,
    headline: 'The service does not know the address that we asked.',
    meaning: 'The part of the service that was asked is not there, for example in a cloud of its own.',
    remedy: 'Check SERVICE_URL in Tandem’s settings, and whether the tenant is in another cloud.',
  },
  {
    status: 409,
    code: /^ErrorFolderExists$/,
    actor: 'administrator',
    minutes: 3,
    headline: '{mailbox} has a folder of this name already.',
    meaning: 'A second one of the same name is not possible in the same place.',
    remedy: 'Rename or remove the folder in Outlook, or choose it as the one to be used.',
  },
  {
    status: 410,
    actor: 'nobody',
    minutes: 5,
    headline: 'The list of changes of {mailbox} begins anew.',
    meaning:
      'Microsoft does not keep the place where we last read; everything is compared once more, and nothing is lost.',
    remedy: 'Nothing needs to be done.',
  },
  {
    status: 412,
    actor: 'nobody',
    minutes: 1,
    headline: 'Somebody changed the same thing in {mailbox} at the same moment.',
    meaning: 'Microsoft takes a change only by who has seen the newest state.',
    remedy: 'Verify again.',
  },
  {
    status: 423,
    actor: 'administrator',
    minutes: 15,
    headline: '{mailbox} is locked at the moment.',
    meaning: 'It is being moved or repaired, or a hold keeps it from being changed.',
    remedy:
      'Exchange admin centre → Migration, and Microsoft Purview → Data lifecycle management → see what holds it; verify again when it is over.',
  },
  {
    status: 507,
    actor: 'administrator',
    minutes: 10,
    headline: '{mailbox} is full.',
    meaning: 'Nothing more can be written to it until something is removed.',
    remedy:
      'Microsoft 365 admin centre → Users → the person → Mail shows how full it is: empty Deleted Items, switch the archive on, or assign a larger plan.',
  },
]

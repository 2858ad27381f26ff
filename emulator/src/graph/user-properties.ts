import type { User } from '../tenant/types.ts'
import { exchangePlan } from './organization.ts'

/** What a user shows without `$select`, in the order of the service. */
export const defaultUserProperties = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
]

/** Everything that `$select` can name here; those that the tenant does not keep are null or empty. */
export const userProperties = [
  ...defaultUserProperties,
  'accountEnabled',
  'assignedLicenses',
  'assignedPlans',
  'city',
  'companyName',
  'country',
  'createdDateTime',
  'deletedDateTime',
  'department',
  'employeeId',
  'faxNumber',
  'imAddresses',
  'mailNickname',
  'onPremisesImmutableId',
  'onPremisesSyncEnabled',
  'otherMails',
  'postalCode',
  'proxyAddresses',
  'showInAddressList',
  'state',
  'streetAddress',
  'usageLocation',
  'userType',
]

/** The value of a property as the directory shows it. */
export function userProperty(user: User, name: string): unknown {
  switch (name) {
    case 'mail':
      return user.mail === '' ? null : user.mail
    case 'mailNickname':
      return user.userPrincipalName.split('@')[0]
    case 'proxyAddresses':
      return user.mail === '' ? [] : [`SMTP:${user.mail}`]
    case 'assignedLicenses':
      return user.licensed ? [{ disabledPlans: [], skuId: '4b9405b0-7788-4568-add1-99614e613b69' }] : []
    case 'assignedPlans':
      return user.licensed
        ? [
            {
              assignedDateTime: '2020-01-01T00:00:00Z',
              capabilityStatus: 'Enabled',
              service: 'exchange',
              servicePlanId: exchangePlan,
            },
          ]
        : []
    case 'imAddresses':
    case 'otherMails':
      return []
    case 'onPremisesSyncEnabled':
      return user.onPremises ? true : null
    default:
      return (user as unknown as Record<string, unknown>)[name] ?? null
  }
}

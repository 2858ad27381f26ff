/**
 * Permissions that Microsoft's own services publish: application roles and delegated scopes by name, with the ids of
 * platform-facts 3.2, 3.3 and 3.4 (merill/microsoft-info). `SMTP.SendAsApp` has no published id: the one here is invented,
 * so that only a client which looks it up by its name finds it.
 */
export const graphRoles: Record<string, string> = {
  'Contacts.Read': '089fe4d0-434a-44c5-8827-41ba8a0b17f5',
  'Contacts.ReadWrite': '6918b873-d17a-4dc1-b314-35f528134491',
  'Calendars.Read': '798ee544-9d2d-430c-a058-570e29e34338',
  'Calendars.ReadBasic.All': '8ba4a692-bc31-4128-9094-475872af8a53',
  'Calendars.ReadWrite': 'ef54d2bf-783f-4e0f-bca1-3210c0444d99',
  'Mail.Read': '810c84a8-4a9e-49e6-bf7d-12d183f40d01',
  'Mail.ReadBasic': '6be147d2-ea4f-4b5a-a3fa-3eab6f3c140a',
  'Mail.ReadBasic.All': '693c5e45-0940-467d-9b8a-1022fb9d42ef',
  'Mail.ReadWrite': 'e2a3a72e-5f79-4c64-b1b1-878b674786c9',
  'Mail.Send': 'b633e1c5-b582-4048-a93e-9f11b44c7e96',
  'Mail-Advanced.ReadWrite.All': 'e118f1da-5c1c-46cf-bff6-8858d786f46f',
  'MailboxSettings.Read': '40f97065-369a-49f4-947c-6a255697ae91',
  'MailboxSettings.ReadWrite': '6931bccd-447a-43d1-b442-00a195474933',
  'Tasks.Read.All': 'f10e1f91-74ed-437f-a6fd-d6ae88e26c1f',
  'Tasks.ReadWrite.All': '44e666d1-d276-445b-a5fc-8815eeb81d55',
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
  'User.ReadBasic.All': '97235f07-e226-4f63-ace3-39588e11d3a1',
  'Directory.Read.All': '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
  'Group.Read.All': '5b567255-7703-4780-807c-7be8301ae99b',
  'Organization.Read.All': '498476ce-e0fe-48b0-b801-37ba7e2685c6',
  'OrgContact.Read.All': 'e1a88a34-94c4-4418-be12-c87b00e26bea',
  'Place.Read.All': '913b9306-0ce1-42b8-9137-6a7df690a760',
  'Application.Read.All': '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  'Application.ReadWrite.OwnedBy': '18a4783c-866b-4cc7-a460-3d5e5662c884',
  'Application.ReadWrite.All': '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
  'AppRoleAssignment.ReadWrite.All': '06b708a9-e830-4db3-a914-8e69da51d44f',
  'DelegatedPermissionGrant.ReadWrite.All': '8e8e4742-1d95-4f68-9d56-6ee75648c72a',
  'RoleManagement.ReadWrite.Exchange': '025d3225-3f02-4882-b4c0-cd5b541a4e80',
}

/** Delegated scopes of Microsoft Graph. The ids of the group and directory scopes are not in the fact sheet; those here are invented. */
export const graphScopes: Record<string, string> = {
  openid: '37f7f235-527c-4136-accd-4a02d197296e',
  profile: '14dad69e-099b-42c9-810b-d002981feec1',
  email: '64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0',
  offline_access: '7427e0e9-2fba-42fe-b0c0-848c9e6a8182',
  'User.Read': 'e1fe6dd8-ba31-4d61-89e7-88639da4683d',
  'User.Read.All': 'a154be20-db9c-4678-8ab7-66f6cc099a59',
  'Mail.Read': '570282fd-fa5c-430d-a7fd-fc8dc98a9dca',
  'Mail.ReadWrite': '024d486e-b451-40bb-833d-3e66d98c5c73',
  'Mail.Send': 'e383f46e-2787-4529-855e-0e479a3ffac0',
  'Contacts.Read': 'ff74d97f-43af-4b68-9f2a-b77ee6968c5d',
  'Contacts.ReadWrite': 'd56682ec-c09e-4743-aaf4-1a3aac4caa21',
  'Calendars.Read': '465a38f9-76ea-45b9-9f34-9e8b0d4b0b42',
  'Calendars.ReadWrite': '1ec239c2-d7c9-4623-a91a-a9775856bb36',
  'Tasks.ReadWrite': '2219042f-cab5-40cc-b0d2-16b1540b4c5f',
  'MailboxSettings.Read': '87f447af-9fa4-4c32-9dfa-4a57a73d18ce',
  'MailboxSettings.ReadWrite': '818c620a-27a9-40bd-a6a5-d96f7d610b4b',
  'EWS.AccessAsUser.All': '9769c687-087d-48ac-9cb3-c37dde652038',
  'IMAP.AccessAsUser.All': '652390e4-393a-48de-9484-05f9b1212954',
  'SMTP.Send': '258f6531-6087-4cc4-bb90-092c5fb3ed3f',
  'Application.ReadWrite.All': 'bdfbf15f-ee85-4955-8675-146e8e5296b5',
  'AppRoleAssignment.ReadWrite.All': '84bccea3-f856-4a8a-967b-dbe0a3d53a64',
  'DelegatedPermissionGrant.ReadWrite.All': '41ce6ca6-6826-4807-84f1-1c82854f7ee5',
  'Directory.AccessAsUser.All': '0e263e50-5827-48a4-b97c-d940288653c7',
  'Application.Read.All': '5c0a7a1e-0f0d-4f0e-9c5e-0a3c6f1d2e01',
  'Group.Read.All': '5c0a7a1e-0f0d-4f0e-9c5e-0a3c6f1d2e02',
  'Group.ReadWrite.All': '5c0a7a1e-0f0d-4f0e-9c5e-0a3c6f1d2e03',
  'Directory.Read.All': '5c0a7a1e-0f0d-4f0e-9c5e-0a3c6f1d2e04',
  'Organization.Read.All': '5c0a7a1e-0f0d-4f0e-9c5e-0a3c6f1d2e05',
}

/** Application roles of Office 365 Exchange Online. */
export const exchangeRoles: Record<string, string> = {
  full_access_as_app: 'dc890d15-9560-4a4c-9b7f-a736ec74ec40',
  'Exchange.ManageAsApp': 'dc50a0fb-09a3-484d-be87-e023b12c6440',
  'IMAP.AccessAsApp': '5e5addcd-3e8d-4e90-baf5-964efab2b20a',
  'POP.AccessAsApp': 'cb842b43-da6e-4506-86fe-bb12199c656d',
  'SMTP.SendAsApp': '5c0a7a1e-0f0d-4f0e-9c5e-0a3c6f1d2e06',
}

/** Delegated scopes of Office 365 Exchange Online. */
export const exchangeScopes: Record<string, string> = {
  'EWS.AccessAsUser.All': '3b5f3d61-589b-4a3c-a359-5dd4b5ee5bd5',
  'IMAP.AccessAsUser.All': '195adc35-e27b-454b-a7ed-1ecdffa1c09f',
  'POP.AccessAsUser.All': 'fb698133-92fa-453e-a9ed-688e10f2e5ac',
  'SMTP.Send': '76faac2a-0f20-42f1-928a-50de5b9dbe52',
  'EAS.AccessAsUser.All': '266d2589-20b5-4f91-9a03-89247d1be8da',
  'Exchange.Manage': 'ab4f2b77-0b06-4fc1-a9de-02113fc2ab7c',
}

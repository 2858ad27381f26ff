import type { Credential, Outside, Wanted } from './provider.ts'

/** How a method sets itself up with an administrator's sign-in ("Automatic set-up"); a provider without it is set up by hand. */
export interface Provisioner {
  /** Begins with nothing but what is wanted; makes no request by itself. */
  begin(given: ProvisionGiven): ProvisionRun
  /** The same as a script that the administrator runs; nothing secret in it. */
  script(wish: ProvisionWish, removeWide: boolean): string
}

/** What shall be there in the end. */
export interface ProvisionWish {
  /** Name of everything that is made: "Tandem-2". */
  name: string
  /** Marks what is made for this connection, so that it is found again after a crash. */
  marker: string
  wanted: Wanted
  /** Addresses of the mailboxes that Tandem may use, or all of the tenant. */
  mailboxes: string[] | 'all'
}

export interface ProvisionGiven {
  wish: ProvisionWish
  outside: Outside
  clients: ProvisionClients
  keep: ProvisionKeep
  /** Shows a person what to type and where. */
  prompt(prompt: SignInPrompt): Promise<void>
  signal: AbortSignal
}

/** Public clients with which the administrator signs in. */
export interface ProvisionClients {
  directory: string
  exchange: string
}

export interface SignInPrompt {
  /** What the sign-in is for, in words: "your directory", "Exchange". */
  purpose: string
  userCode: string
  url: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** What is kept between steps: at once, so that a crash after it finds it. */
export interface ProvisionKeep {
  settings(): Promise<Record<string, unknown>>
  saveSettings(settings: Record<string, unknown>): Promise<void>
  /** What is sealed already: a secret, or a certificate (PEM where it can be opened here). */
  credential(): Promise<'secret' | { thumbprint: string; certificate?: string } | undefined>
  /** Makes a key pair, seals it and answers the certificate (PEM) alone. */
  makeCertificate(name: string): Promise<{ thumbprint: string; certificate: string }>
  /** Seals a credential that the other side made. */
  saveCredential(credential: Credential): Promise<void>
}

/** One line of the plan. `nothing`: it is as it shall be. */
export interface ProvisionStep {
  key: string
  change: 'create' | 'change' | 'remove' | 'nothing'
  title: string
  /** Names, permissions, mailboxes. */
  details: string[]
  /** Takes something away that somebody else may rely on. */
  needsYes?: boolean
}

/** One set-up under way. The administrator's tokens live in it alone, and end with it. */
export interface ProvisionRun {
  signIn(): Promise<{ account: string }>
  plan(): Promise<ProvisionStep[]>
  /**
   * Looks, and does the first thing that is to be done; `undefined` when nothing is left. Each can be repeated after a crash.
   * `removeWide`: what needs a yes of its own has it.
   */
  applyNext(removeWide: boolean): Promise<ProvisionStep | undefined>
  forget(): void
}

/** A command that was not carried out. */
export class CommandRefused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const tasks = 'Microsoft.Exchange.Configuration.Tasks'

/** Refusals as the module shows them: a mark, the exception's type, and the text, parted by `|`. */
export const refuseCommand = {
  badRequest: (text: string) => new CommandRefused(400, 'BadRequest', text),
  denied: () =>
    new CommandRefused(403, 'Forbidden', "The role assigned to user isn't supported in this scenario."),
  unknownCommand: (name: string) =>
    new CommandRefused(
      400,
      'BadRequest',
      `|System.Management.Automation.CommandNotFoundException|The term '${name}' is not recognized as a name of a cmdlet, function, script file, or executable program.`,
    ),
  missing: (name: string) =>
    new CommandRefused(
      400,
      'BadRequest',
      `|System.Management.Automation.ParameterBindingException|Cannot process command because of one or more missing mandatory parameters: ${name}.`,
    ),
  notFound: (key: string) =>
    new CommandRefused(
      404,
      'NotFound',
      `Ex6F9304|${tasks}.ManagementObjectNotFoundException|The operation couldn't be performed because object '${key}' couldn't be found on 'AM7PR01A001.EURPR01A001.PROD.OUTLOOK.COM'.`,
    ),
  exists: (text: string) =>
    new CommandRefused(
      409,
      'Conflict',
      `ExDE82D1|Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException|${text}`,
    ),
  argument: (text: string) =>
    new CommandRefused(400, 'BadRequest', `|${tasks}.TaskArgumentException|${text}`),
}

import { LIMITS } from './limits.ts'
import { queryId } from './saved-queries.ts'
import type { Service } from './service.ts'
import type { Resources } from './template.ts'

const PAGE = `https://\${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=\${AWS::Region}#logsV2:logs-insights`

/** Returns a list of links, in Markdown, that open the saved queries over the last hour. */
export function queryLinks(service: Service, saved: Resources): string {
  const links = service.queries
    .filter(({ id }) => queryId(id) in saved)
    .map(({ id, title, text }) => `- [${title}](${link(service, queryId(id), text)})`)
  return [`**Queries** of ${service.name}`, '', ...links].join('\n')
}

/**
 * Returns the page of a query. The console reads a list of its own syntax: `$25` stands for `%`, twice
 * encoded, and `*` and two hexadecimal digits for a character.
 */
function link({ logGroups }: Service, id: string, text: string): string {
  const names = logGroups.slice(0, LIMITS.queryLogGroups).map(({ name }) => `~'${escaped(name)}`)
  const range = "end~0~start~-3600~timeType~'RELATIVE~unit~'seconds"
  const query = `editorString~'${escaped(text)}~queryId~'\${${id}}`
  return `${PAGE}$3FqueryDetail$3D~$2528${range}~${query}~source~$2528${names.join('')}$2529$2529`
}

function escaped(text: string): string {
  return [...new TextEncoder().encode(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[\w.-]/.test(character) ? character : `*${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
}

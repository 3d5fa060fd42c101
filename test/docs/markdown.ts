import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { CodeSample } from './compile.ts'

/** A fenced block of a page. */
export interface Block {
  readonly language: string
  readonly code: string
  /** The page, and the line of the block's first line. */
  readonly name: string
}

/** All pages that people read. */
export function pages(): string[] {
  const root = readdirSync('.').filter((name) => name.endsWith('.md'))
  const docs = readdirSync('docs').filter((name) => name.endsWith('.md'))
  return [...root, ...docs.map((name) => `docs/${name}`)]
}

const FENCED = /^( *)```(\w*)\n(.*?)^\1```$/gms

/** The fenced blocks of a page. */
export function blocksIn(page: string): Block[] {
  const text = readFileSync(page, 'utf8')
  return [...text.matchAll(FENCED)].map(({ index, 2: language = '', 3: code = '' }) => ({
    language,
    code,
    name: `${page}:${text.slice(0, index).split('\n').length + 1}`,
  }))
}

/** The TypeScript samples of a page. */
export function samplesIn(page: string): CodeSample[] {
  return blocksIn(page)
    .filter(({ language }) => language === 'ts' || language === 'tsx')
    .map(({ language, ...block }) => ({ ...block, isTsx: language === 'tsx' }))
}

/** A page without its fenced blocks. */
function proseOf(page: string): string {
  return readFileSync(page, 'utf8').replace(FENCED, '')
}

/** The code in backticks of a page's text. */
function inlineCodeIn(page: string): string[] {
  return [...proseOf(page).matchAll(/(`+)(.+?)\1/g)].map(([, , code = '']) => code)
}

/** The anchors that GitHub gives to the headings of a page. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of proseOf(page).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const anchor = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-')
    const next = (taken: number): string => (taken === 0 ? anchor : `${anchor}-${taken}`)
    let taken = 0
    while (anchors.has(next(taken))) taken += 1
    anchors.add(next(taken))
  }
  return anchors
}

/** The links and pictures of a page that lead to nothing. Links to other sites are not followed. */
export function brokenLinksIn(page: string): string[] {
  const text = proseOf(page).replace(/`[^`\n]*`/g, '')
  const links = [
    ...text.matchAll(/\]\(([^)\s]+)\)/g),
    ...text.matchAll(/^\[[^\]]+\]: (\S+)/gm),
    ...text.matchAll(/(?:href|src)="([^"]+)"/g),
  ]
  return links.map(([, link = '']) => link).filter((link) => !leadsSomewhere(page, link))
}

function leadsSomewhere(page: string, link: string): boolean {
  if (/^(https?|mailto):/.test(link)) return true
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? page : path.join(path.dirname(page), decodeURI(file))
  if (!existsSync(target)) return false
  if (anchor === undefined) return true
  return statSync(target).isFile() && anchorsOf(target).has(anchor)
}

const OUR_FILE = /^(?:src|test|local|handlers|frontend|bench|docs|\.ci|\.github)\/[\w.@/-]*$/

/** The files and folders of this repository that a page names, and that aren't there. */
export function missingFilesIn(page: string): string[] {
  return inlineCodeIn(page).filter((code) => OUR_FILE.test(code) && !existsSync(code))
}

/** The commands of `hoptrace` that a page shows: in blocks for a shell, at a prompt, and in its text. */
export function commandsIn(page: string): string[][] {
  const blocks = blocksIn(page)
  const shell = blocks.filter(({ language }) => language === 'sh')
  const prompts = blocks.filter(({ language }) => language === 'console')
  const lines = [
    ...shell.flatMap(({ code }) => code.replaceAll('\\\n', ' ').split('\n')),
    ...prompts.flatMap(({ code }) => code.match(/(?<=^\$ ).+/gm) ?? []),
    ...inlineCodeIn(page).filter((code) => /^(npx |serverless )?hoptrace /.test(code)),
  ]
  return lines.flatMap((line) => {
    const [, command] = /((?:npx|serverless|^) ?hoptrace\b(?![./]).*)/.exec(line) ?? []
    return command === undefined ? [] : [wordsOf(command)]
  })
}

/** The words of a command, up to where its output goes. What is quoted is one word. */
function wordsOf(command: string): string[] {
  const [own = ''] = command.replace(/'[^']*'|"[^"]*"/g, 'quoted').split(/ [>|]/)
  return own.split(' ').filter(Boolean)
}

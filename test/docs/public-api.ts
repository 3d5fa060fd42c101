import path from 'node:path'
import {
  isClassDeclaration,
  isConstructorDeclaration,
  isExportSpecifier,
  isFunctionDeclaration,
  isIdentifier,
  isInterfaceDeclaration,
  isMethodSignatureDeclaration,
  isNamespaceExport,
  isPropertySignatureDeclaration,
  isVariableDeclaration,
  type Node,
  type ParameterDeclaration,
} from 'typescript/unstable/ast'
import { API, type Symbol as Exported, type Project } from 'typescript/unstable/sync'
import { type DocComment, parseDocComment } from './doc-comment.ts'

/** A signature of a function, or the constructor of a class. */
export interface Signature {
  readonly doc: DocComment
  /** The names of the parameters: `undefined` for one that is destructured. */
  readonly parameters: readonly (string | undefined)[]
  /** The type that is returned, as the compiler writes it. */
  readonly returns: string
}

/** A member of an interface, without those that it inherits. */
export interface Member {
  readonly name: string
  readonly doc: DocComment
  readonly isOptional: boolean
  /** The parameters of a method. */
  readonly parameters: readonly (string | undefined)[]
}

/** What the package exports under a name. */
export interface Export {
  /** The entry and the name, such as `hoptrace/testing events.sqs`. */
  readonly name: string
  readonly kind: 'function' | 'class' | 'interface' | 'other'
  readonly doc: DocComment
  /** Of a function one for each overload, of a class its constructor. */
  readonly signatures: readonly Signature[]
  /** Of an interface. */
  readonly members: readonly Member[]
}

/**
 * Reads what modules export, as the compiler sees it.
 * @param entries the entries of the package, each with its file in `src`
 */
export function readPublicApi(entries: Readonly<Record<string, string>>): Export[] {
  const api = new API({ cwd: process.cwd() })
  try {
    const snapshot = api.updateSnapshot({ openProjects: [path.resolve('tsconfig.build.json')] })
    const [project] = snapshot.getProjects()
    if (project === undefined) throw new Error('tsconfig.build.json names no project')
    return Object.entries(entries).flatMap(([entry, file]) => exportsOfEntry(project, entry, file))
  } finally {
    api.close()
  }
}

function exportsOfEntry(project: Project, entry: string, file: string): Export[] {
  const source = project.program.getSourceFile(path.resolve(file))
  const module = source && project.checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`${file} is not a module of the package`)
  return exportsOfModule(project, module, `${entry} `)
}

/** The exports of a module; those of a namespace stand under its name. */
function exportsOfModule(project: Project, module: Exported, prefix: string): Export[] {
  const { checker } = project
  return checker.getExportsOfModule(module).flatMap((symbol) => {
    const [own] = nodesOf(project, symbol)
    const name = `${prefix}${symbol.name}`
    if (own === undefined) return []
    const isAlias = isExportSpecifier(own) || isNamespaceExport(own)
    const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol
    if (isNamespaceExport(own)) return exportsOfModule(project, target, `${name}.`)
    return [describe(project, name, nodesOf(project, target))]
  })
}

function nodesOf(project: Project, symbol: Exported): Node[] {
  return symbol.declarations.flatMap((handle) => handle.resolve(project) ?? [])
}

function describe(project: Project, name: string, nodes: readonly Node[]): Export {
  const [first] = nodes
  if (first === undefined) throw new Error(`${name} is declared nowhere`)
  const functions = nodes.filter(isFunctionDeclaration)
  const overloads = functions.filter(({ body }) => body === undefined)
  const signatures = overloads.length > 0 ? overloads : functions
  const base = { name, doc: docOf(first), signatures: [], members: [] }
  if (signatures.length > 0) {
    return {
      ...base,
      kind: 'function',
      signatures: signatures.map((one) => signatureOf(project, one)),
    }
  }
  if (isClassDeclaration(first)) {
    const constructors = first.members.filter(isConstructorDeclaration)
    return {
      ...base,
      kind: 'class',
      signatures: constructors.map((one) => signatureOf(project, one)),
    }
  }
  if (isInterfaceDeclaration(first)) {
    return { ...base, kind: 'interface', members: first.members.flatMap(memberOf) }
  }
  return { ...base, kind: 'other' }
}

function signatureOf(
  { checker }: Project,
  node: Node & { readonly parameters: readonly ParameterDeclaration[] },
): Signature {
  const signature = checker.getSignatureFromDeclaration(node)
  const type = signature && checker.getReturnTypeOfSignature(signature)
  return {
    doc: docOf(node),
    parameters: namesOf(node.parameters),
    returns: type === undefined ? '' : checker.typeToString(type),
  }
}

function memberOf(node: Node): Member[] {
  if (isMethodSignatureDeclaration(node)) {
    const { name, postfixToken, parameters } = node
    return [
      {
        name: name.getText(),
        doc: docOf(node),
        isOptional: postfixToken !== undefined,
        parameters: namesOf(parameters),
      },
    ]
  }
  if (!isPropertySignatureDeclaration(node)) return []
  const { name, postfixToken } = node
  return [
    {
      name: name.getText(),
      doc: docOf(node),
      isOptional: postfixToken !== undefined,
      parameters: [],
    },
  ]
}

function namesOf(parameters: readonly ParameterDeclaration[]): (string | undefined)[] {
  return parameters.map(({ name }) => (isIdentifier(name) ? name.text : undefined))
}

function docOf(node: Node): DocComment {
  // The comment of a constant stands before its statement.
  const statement = isVariableDeclaration(node) ? node.parent.parent : node
  return parseDocComment(statement.getFullText().slice(0, statement.getLeadingTriviaWidth()))
}

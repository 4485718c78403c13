import ts from 'typescript';

/**
 * The exported declarations of a source that have no docstring, each as `line: name`. Overloads share the first one's,
 * and a type that a schema of the same name stands for shares the schema's.
 *
 * @param {string} file
 * @param {string} text
 * @returns {string[]}
 */
export function undocumentedExports(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** @type {Set<string>} */
  const documented = new Set();
  /** @type {{ name: string, line: number }[]} */
  const bare = [];
  for (const statement of source.statements) {
    if (!isExported(statement)) continue;
    const line = source.getLineAndCharacterOfPosition(statement.getStart()).line + 1;
    for (const name of namesOf(statement)) {
      if (hasDocstring(statement)) documented.add(name);
      else bare.push({ name, line });
    }
  }
  return bare.filter(({ name }) => !documented.has(name)).map(({ name, line }) => `${String(line)}: ${name}`);
}

/** @param {ts.Statement} statement */
function isExported(statement) {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

/** @param {ts.Node} node */
function hasDocstring(node) {
  return ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc);
}

/**
 * @param {ts.Statement} statement
 * @returns {string[]}
 */
function namesOf(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

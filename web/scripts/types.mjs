// Writes src/api/types.ts: one exported type for each schema of the contract. Knows as much of JSON Schema as the
// contract uses, and stops at what it does not know.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const contractPath = fileURLToPath(new URL('../../schema/openapi.json', import.meta.url));
const typesPath = fileURLToPath(new URL('../src/api/types.ts', import.meta.url));

const plainTypes = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
};

function comment(text, indent) {
  return text ? `${indent}/** ${text.replaceAll('*/', '* /')} */\n` : '';
}

function objectType(schema, indent) {
  const deeper = `${indent}  `;
  const required = new Set(schema.required ?? []);
  const members = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const optional = required.has(name) ? '' : '?';
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `${comment(member.description, deeper)}${deeper}${key}${optional}: ${typeOf(member, deeper)};\n`;
  });
  if (members.length > 0) return `{\n${members.join('')}${indent}}`;
  const values = schema.additionalProperties;
  return `Record<string, ${values && values !== true ? typeOf(values, indent) : 'unknown'}>`;
}

function typeOf(schema, indent) {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map((choice) => typeOf(choice, indent)).join(' | ');
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(' | ');
  if (schema.type === 'array') return `Array<${typeOf(schema.items, indent)}>`;
  if (schema.type === 'object') return objectType(schema, indent);
  const plain = plainTypes[schema.type];
  if (!plain) throw new Error(`schema/openapi.json: no type for ${JSON.stringify(schema)}`);
  return plain;
}

/** Left as it is when nothing changed, so that nothing is built anew because of its time. */
function writeIfChanged(path, text) {
  let old = null;
  try {
    old = readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  if (old !== text) writeFileSync(path, text);
}

const contract = JSON.parse(readFileSync(contractPath, 'utf8'));
const types = Object.entries(contract.components.schemas).map(
  ([name, schema]) => `${comment(schema.description, '')}export type ${name} = ${typeOf(schema, '')};\n`,
);
writeIfChanged(typesPath, `// Generated from schema/openapi.json by scripts/types.mjs.\n\n${types.join('\n')}`);

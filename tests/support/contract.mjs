// Holds responses against schema/openapi.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const text = readFileSync(new URL('../../schema/openapi.json', import.meta.url), 'utf8');
export const contract = JSON.parse(text);

// The contract's schemas as one JSON Schema document, so that the validator may be strict about its keywords.
const asDefinitions = (value) => JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/'));
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: false });
addFormats(ajv);
ajv.addSchema({ $id: 'contract', $defs: asDefinitions(contract.components.schemas) });

const validators = new Map();

/** Throws unless `value` is as the schema (of the contract, or one that refers to it) wants it. */
export function checkValue(schema, value, what) {
    const key = JSON.stringify(schema);
    if (!validators.has(key)) {
        const absolute = key.replaceAll('#/components/schemas/', 'contract#/$defs/');
        validators.set(key, ajv.compile(JSON.parse(absolute)));
    }
    const validate = validators.get(key);
    assert.ok(
        validate(value),
        `${what}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)?.slice(0, 300)}`,
    );
}

export const checkNamed = (name, value) => checkValue({ $ref: `#/components/schemas/${name}` }, value, name);

const resolve = (value) =>
    value?.$ref
        ? value.$ref
              .slice(2)
              .split('/')
              .reduce((at, name) => at[name], contract)
        : value;

/** Every operation of the contract: { id, method, path, operation }. */
export const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
        .filter(([method]) => method !== 'parameters')
        .map(([method, operation]) => ({ id: operation.operationId, method: method.toUpperCase(), path, operation })),
);

const patternOf = (path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);

export function findOperation(method, path) {
    const wanted = method === 'HEAD' ? 'GET' : method;
    return operations.find((row) => row.method === wanted && patternOf(row.path).test(path));
}

const mediaType = (headers) => (headers['content-type'] ?? '').split(';')[0].trim();

/** Throws unless the response is one that the contract lets this request have. */
export function checkResponse(method, path, response) {
    const found = findOperation(method, path);
    const what = `${method} ${path.slice(0, 200)} ${response.status}`;
    const declared = resolve(found?.operation.responses[response.status] ?? found?.operation.responses.default);
    const expected = declared ?? contract.components.responses.Error;
    for (const [name, header] of Object.entries(expected.headers ?? {}))
        assert.ok(!header.required || response.headers[name.toLowerCase()], `${what}: ${name} is missing`);
    if (!expected.content) return assert.equal(response.body.length, 0, `${what}: has a body`);
    const type = mediaType(response.headers);
    const content = expected.content[type] ?? expected.content['*/*'];
    assert.ok(content, `${what}: Content-Type ${type} is not in the contract`);
    if (method === 'HEAD') return assert.equal(response.body.length, 0, `${what}: has a body`);
    if (type === 'application/json') checkValue(content.schema, response.json, what);
}

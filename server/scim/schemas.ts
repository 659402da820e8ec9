/** What may be asked and what resources hold, for clients to read: ServiceProviderConfig, ResourceTypes, Schemas (RFC 7643 §5–7). */
import type { JsonObject } from './json.ts';
import { GROUP, POST, UNIT, USER } from './schemas-urn.ts';
import { PAGE_MAX } from './scim.ts';

interface More {
  readonly type?: 'string' | 'boolean' | 'integer' | 'reference' | 'complex';
  readonly many?: boolean; readonly required?: boolean; readonly exact?: boolean;
  readonly can?: 'readWrite' | 'readOnly' | 'immutable';
  readonly unique?: 'none' | 'server';
  readonly values?: readonly string[];
  readonly parts?: readonly JsonObject[];
}

const attribute = (name: string, description: string, { type = 'string', many = false, required = false, exact = false, can = 'readWrite', unique = 'none', values, parts }: More = {}): JsonObject => ({
  name, type, multiValued: many, description, required, caseExact: exact, mutability: can, returned: 'default', uniqueness: unique,
  ...(values === undefined ? {} : { canonicalValues: [...values] }), ...(parts === undefined ? {} : { subAttributes: [...parts] }),
});
const reference = (name: string, description: string, more: More = {}): JsonObject => attribute(name, description, {
  type: 'complex', ...more, parts: [attribute('value', 'id', { exact: true }), attribute('$ref', '地址', { type: 'reference', can: 'readOnly' }), attribute('display', '名称', { can: 'readOnly' })],
});
const schema = (id: string, name: string, description: string, attributes: readonly JsonObject[]): JsonObject => ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'], id, name, description, attributes: [...attributes] });

export const SCHEMAS: readonly JsonObject[] = [
  schema(USER, 'User', '人员', [
    attribute('userName', '登录名：小写字母、数字、点和短横，3–40 位；建立后不能更改。没有账号的人员为其 id', { required: true, unique: 'server' }),
    attribute('displayName', '姓名'), attribute('name', '姓名', { type: 'complex', parts: [attribute('formatted', '姓名'), attribute('familyName', '姓，只写'), attribute('givenName', '名，只写')] }),
    attribute('title', '主岗职务'), attribute('active', '在职。改为 false 即离任：账号停用，连接五秒内断开；有在办文件时拒绝', { type: 'boolean' }),
    attribute('phoneNumbers', '手机号码，11 位，必填', { type: 'complex', many: true, parts: [attribute('value', '号码'), attribute('type', '类型', { values: ['mobile'] }), attribute('primary', '首选', { type: 'boolean' })] }),
    reference('groups', '任职的单位', { many: true, can: 'readOnly' }),
  ]),
  schema(POST, 'UserPost', '人员所在单位', [reference('unit', '主岗所在单位；更改即调动')]),
  schema(GROUP, 'Group', '单位', [attribute('displayName', '名称', { required: true }), reference('members', '在此任职的人员', { many: true })]),
  schema(UNIT, 'Unit', '单位的隶属、排序、类别和代码', [
    reference('parent', '上级单位；更改即调整隶属'), attribute('order', '在同级中的位置，从 0 开始', { type: 'integer' }),
    attribute('kind', '类别', { can: 'immutable', values: ['division', 'unit', 'dept', 'zone', 'village'] }), attribute('level', '层级，1 省至 5 村', { type: 'integer', can: 'readOnly' }),
    attribute('isOrgan', '机关：能以自己名义收发公文', { type: 'boolean', can: 'immutable' }), attribute('shortName', '简称'), attribute('fullName', '公文全称'),
    attribute('divisionCode', '区划代码'), attribute('documentCode', '机关代字'), attribute('creditCode', '统一社会信用代码', { exact: true, unique: 'server' }),
  ]),
];

const type = (id: string, endpoint: string, core: string, extension: string, description: string): JsonObject =>
  ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'], id, name: id, endpoint, description, schema: core, schemaExtensions: [{ schema: extension, required: false }] });

export const RESOURCE_TYPES: readonly JsonObject[] = [type('User', '/Users', USER, POST, '人员'), type('Group', '/Groups', GROUP, UNIT, '单位')];

const no = { supported: false };
export const PROVIDER: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'], patch: { supported: true }, bulk: { ...no, maxOperations: 0, maxPayloadSize: 0 }, filter: { supported: true, maxResults: PAGE_MAX },
  changePassword: no, sort: no, etag: { supported: true }, authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer', description: '运维人员以 scim 命令签发的令牌', primary: true }],
};

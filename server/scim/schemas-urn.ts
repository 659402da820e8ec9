/** The names of what is spoken here: core schemas (RFC 7643), messages (RFC 7644) and our own extensions. */
export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
/** What a user has beside the core: the unit that their main post stands in. */
export const POST = 'urn:guizhengtong:params:scim:schemas:extension:2.0:User';
/** What a unit has beside a group: its superior, place, kind, codes. */
export const UNIT = 'urn:guizhengtong:params:scim:schemas:extension:2.0:Unit';
export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** May stand before an attribute; those of the core mean the resource itself. */
export const URNS: readonly string[] = [USER, GROUP, POST, UNIT];
export const isCore = (urn: string): boolean => urn === USER || urn === GROUP;

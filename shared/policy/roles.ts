/** Posts' roles (domain: RBAC by 岗位 in a 机关). A role is always held for one organ, by a membership. */
export const ROLES = [
  'drafter', // 拟稿人（承办人）
  'sectionHead', // 科室/处室负责人
  'reviewer', // 核稿（审核员）
  'deputyLeader', // 分管负责人
  'principalLeader', // 主要负责人
  'registrar', // 机要文印（收发员）
  'sealKeeper', // 印章管理员
  'supervisor', // 督查员
  'dataOfficer', // 数据专员
  'villageOfficer', // 村干部
  'unitAdmin', // 单位管理员
  'systemAdmin', // 系统管理员
  'securityAdmin', // 安全管理员
  'auditAdmin', // 审计管理员
] as const;

export type Role = (typeof ROLES)[number];

/** 三员: system, security and audit, three people with separate duties. */
export const PLATFORM_ROLES = ['systemAdmin', 'securityAdmin', 'auditAdmin'] as const satisfies readonly Role[];
export type PlatformRole = (typeof PLATFORM_ROLES)[number];

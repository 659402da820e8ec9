/** A draft without anything particular: to the direct superior, not urgent, written for its own sake. */
export const PLAIN = { mainRecipientId: null, urgency: 'normal', basis: null } as const;

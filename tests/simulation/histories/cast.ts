/** Who plays which part, of the small organisation. The outsider may never know anything. */
export const CAST = { drafter: 'drafter01', mate: 'drafter02', leader: 'townhead1', outsider: 'neighdra1', others: ['towndepu1', 'townrevi1', 'townsuper', 'townseal1', 'townadmi1', 'townregi1'] } as const;

/** The one nonce of this load, from `<meta property="csp-nonce">`: only style sheets that carry it are allowed besides files. */
export const styleNonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

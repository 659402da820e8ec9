/**
 * The machine's keychain behind Electron's safeStorage. Only a real one counts: `basic_text` is a password that everybody knows,
 * so there the replica seals the session under the person's own password instead.
 */
import type { SafeStorage } from 'electron';

export interface Keychain {
  readonly isReal: boolean;
  seal(secret: string): Promise<string | null>;
  open(sealed: string): Promise<string | null>;
}

export function createKeychain(storage: SafeStorage, platform: NodeJS.Platform): Keychain {
  const isReal = storage.isEncryptionAvailable() && (platform !== 'linux' || !['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend()));
  return {
    isReal,
    seal: async (secret) => {
      try {
        return isReal ? storage.encryptString(secret).toString('base64') : null;
      } catch {
        return null;
      }
    },
    open: async (sealed) => {
      try {
        return isReal ? storage.decryptString(Buffer.from(sealed, 'base64')) : null;
      } catch {
        // Another user's keychain, or a profile copied from another machine: then one signs in again.
        return null;
      }
    },
  };
}

// A device that holds passkeys: Chromium's own virtual authenticator, so that the whole way through the browser is real.
import type { Page } from '@playwright/test';

export interface Device {
  /** How many passkeys it holds. */
  held(): Promise<number>;
  /** Whether the person at the device proves who they are, by finger, face or PIN. */
  verifies(willingly: boolean): Promise<void>;
}

/**
 * Builds such a device into the browser of this page. Where people choose from the browser's list under a field, it answers
 * by itself and at once; so it is not asked that way unless the story is about it.
 */
export async function device(page: Page, { list = false } = {}): Promise<Device> {
  if (!list) {
    await page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    });
  }
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    held: async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    verifies: async isUserVerified => void (await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })),
  };
}

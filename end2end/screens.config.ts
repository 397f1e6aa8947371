// `npm run screens`: pictures of the main pages for docs/screens/. Not part of bin/test.
import stories from './playwright.config';
import { defineConfig } from '@playwright/test';

const { projects, ...shared } = stories;

export default defineConfig({ ...shared, testDir: 'screens', projects: projects?.filter(({ name }) => name === 'phone') });

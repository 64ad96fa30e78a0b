import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: true,
    // Elements are made one by one and never from a string, so that nothing needs innerHTML: the server's policy has
    // require-trusted-types-for 'script'.
    fragments: 'tree',
  },
};

import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/built/",
  plugins: [tailwindcss()],
  worker: { format: "es" },
  build: {
    outDir: "../samepath/ui/static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      // The worker is found by its name; everything else by the manifest.
      output: {
        entryFileNames: (chunk) =>
          chunk.name === "offline" ? "offline.js" : "assets/[name]-[hash].js",
      },
      input: {
        pages: "pages/main.ts",
        offline: "pages/offline.ts",
        room: "room/src/main.ts",
        styles: "styles/main.css",
      },
    },
  },
});

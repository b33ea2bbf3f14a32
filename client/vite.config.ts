import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/built/",
  plugins: [tailwindcss()],
  build: {
    outDir: "../samepath/ui/static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        pages: "pages/main.ts",
        room: "room/src/main.ts",
        styles: "styles/main.css",
      },
    },
  },
});

import type { ReactNode } from "react";
import "blaxel-react/styles.css";

export const metadata = { title: "blaxel-react with Next.js" };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}

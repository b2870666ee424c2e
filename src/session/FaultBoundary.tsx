import { Component, type ReactNode } from "react";
import { report } from "../core";

interface FaultBoundaryProps {
  readonly children?: ReactNode;
  /** Stands in for the children once they have fallen; `again` renders them anew. */
  readonly renderFallback: (again: () => void) => ReactNode;
}

/**
 * Keeps what its children throw from the app around them, and has the page report it. React itself
 * throws when an extension has moved an element that React wants to take away.
 */
export class FaultBoundary extends Component<FaultBoundaryProps, { readonly fallen?: boolean }> {
  static getDerivedStateFromError = () => ({ fallen: true });
  override state: { readonly fallen?: boolean } = {};
  override componentDidCatch = report;

  override render(): ReactNode {
    const { children, renderFallback } = this.props;
    return this.state.fallen ? renderFallback(() => this.setState({ fallen: false })) : children;
  }
}

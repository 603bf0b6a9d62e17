declare module 'sonodeck:options' {
  /** The script of the shipped templates, run on this part of a page. */
  export default function arrange(document: ParentNode): void;
}

/** A page of the documentation as text. */
declare module "*.md?raw" {
  const page: string;
  export default page;
}

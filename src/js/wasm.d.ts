/** Where a bundler puts the file. */
declare const url: string;
export default url;

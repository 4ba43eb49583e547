/** The kernel's own rules, by which handlers run in Node. The build puts them into this file. */
export * from "@stopgap/kernel/rules";

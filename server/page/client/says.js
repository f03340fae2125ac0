/** What the client itself has to say to people, in English: a page may have other words for it. */
export const SAYS = {
  tooLarge: "That is too large to be sent at once. Send it in parts.",
  notUnderstood: "The server did not understand what was sent.",
  noCookies: "This browser refuses cookies, which this page needs.",
};

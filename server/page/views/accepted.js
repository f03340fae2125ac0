/** What the dialog for choosing files offers; what of it can be read, the server says. */
const TEXTS = ".pdf,.docx,.odt,.rtf,.hwpx,.html,.md,.txt,.json";
const PICTURES = ".png,.jpg,.jpeg,.webp";

export const ACCEPTED = {
  resumes: `${TEXTS},.zip`,
  documents: `${TEXTS},.csv,${PICTURES}`,
};

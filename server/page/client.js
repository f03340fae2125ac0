/** The client for pages of one's own, under the address that they import. client/ has its parts. */
export { CareerPilotClient, ProblemError, newId } from "./client/client.js";

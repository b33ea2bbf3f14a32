import "htmx.org";
import { readyExit } from "./exit";
import { readyForms } from "./forms";
import { readyHelp } from "./help";
import { readyPolls } from "./polls";

readyHelp(document);
readyExit(document);
readyForms(document);
readyPolls(document);

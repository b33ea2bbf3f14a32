import "htmx.org";
import { readyHelp } from "./help";
import { readyExit } from "./exit";
import { readyForms } from "./forms";
import { readyPolls } from "./polls";

readyHelp(document);
readyExit(document);
readyForms(document);
readyPolls(document);

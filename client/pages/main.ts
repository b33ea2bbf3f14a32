import "htmx.org";
import { readyExit } from "./exit";
import { readyForms } from "./forms";
import { readyHelp } from "./help";
import { readyKeeps } from "./keeps";
import { readyKeys } from "./keys";
import { readyPolls } from "./polls";
import { readySaves } from "./saves";
import { readyTicks } from "./ticks";
import { readyWhispers } from "./whispers";

readyHelp(document);
readyExit(document);
readyForms(document);
readySaves(document);
readyKeeps(document);
readyPolls(document);
readyKeys(document);
readyTicks(document);
readyWhispers(document);

// The numbers to call stay readable when the line is down.
const offline = document.documentElement.dataset.offline;
if (offline) navigator.serviceWorker?.register(offline).catch(() => {});

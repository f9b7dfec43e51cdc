// The page on which one option is judged.
import "./elements/answer-count";
import "./elements/axis-answer";
import "./elements/first-look";
import "./elements/place-plane";
import "./elements/send-sheet";

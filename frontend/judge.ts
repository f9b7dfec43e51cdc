// The page on which one option is judged.
import "./elements/axis-answer";

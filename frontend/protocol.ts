// The page on which the protocol is changed.
import "./elements/question-preview";

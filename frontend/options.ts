// The list of options.
import "./elements/new-options";

// An option's page, and the decision on it.
import "./elements/decision-keys";
import "./elements/option-changes";

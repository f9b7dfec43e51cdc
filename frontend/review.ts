// The queue, an option's page, and the decision on it.
import "./elements/decision-keys";
import "./elements/feed-news";
import "./elements/option-changes";
import "./elements/review-claims";

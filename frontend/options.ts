// The list of options.
import "./elements/feed-news";

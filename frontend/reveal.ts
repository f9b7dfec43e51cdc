// The reveal.
import "./elements/feed-news";

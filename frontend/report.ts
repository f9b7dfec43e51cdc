// The report: its builds and its state follow the log, and a change of its text is told.
import "./elements/feed-news";
import "./elements/report-builds";
import "./elements/report-desk";

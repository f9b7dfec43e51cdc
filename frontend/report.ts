// The report: its builds follow the log.
import "./elements/report-builds";

// Narratives and takeaways: their pages, and writing them.
import "./elements/cite-options";
import "./elements/field-picker";
import "./elements/place-words";

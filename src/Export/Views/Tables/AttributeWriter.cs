using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>Writes a field of a span; nothing if the span has no value for it.</summary>
internal delegate void AttributeWriter(in ViewedSpan span, AttributeField field);

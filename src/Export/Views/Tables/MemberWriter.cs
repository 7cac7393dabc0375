using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;

namespace TracedLlm.Export.Views.Tables;

/// <summary>Writes a member of a span's metadata; nothing if the span has no value for it.</summary>
internal delegate void MemberWriter(ref JsonOut json, in ViewedSpan span, MemberField field);

using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;

namespace TracedLlm.Export.Views.Tables;

/// <summary>A field that is a member of the JSON object that the backend keeps metadata in.</summary>
/// <param name="name">The member's name.</param>
/// <param name="write">Writes the member.</param>
/// <param name="scope">The spans that it is written on.</param>
internal sealed class MemberField(string name, MemberWriter write, SpanScope scope = SpanScope.Every) : ViewField(name, scope)
{
    /// <summary>Writes the member.</summary>
    public void Write(ref JsonOut json, in ViewedSpan span) => write(ref json, span, this);
}

using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>A field that is an attribute, or several attributes with numbers in their names.</summary>
/// <param name="name">The attribute's name; <c>*</c> stands for numbers.</param>
/// <param name="write">Writes the field.</param>
/// <param name="scope">The spans that it is written on.</param>
internal sealed class AttributeField(string name, AttributeWriter write, SpanScope scope = SpanScope.Every) : ViewField(name, scope)
{
    /// <summary>The attribute's key, ready to be sent.</summary>
    public OtlpKey Key { get; } = new(name);

    /// <summary>
    /// Whether the view leaves out an application's attribute of the same name, which would be there twice; not for metadata that the view
    /// writes only now and then.
    /// </summary>
    public bool IsReserved { get; init; } = !name.Contains('*');

    /// <summary>Writes the field.</summary>
    public void Write(in ViewedSpan span) => write(span, this);
}

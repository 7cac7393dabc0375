using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Views.LiteLlmOtel;

/// <summary>LiteLLM's own names, without the errors in LiteLLM's values: a temperature of 0 is sent, and no provider is "None".</summary>
internal sealed class LiteLlmView() : VendorView(LiteLlmTable.Table)
{
    /// <inheritdoc/>
    public override string Name => "litellm";

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.LiteLlm;

    /// <inheritdoc/>
    protected override void WriteMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, "gen_ai."u8, name, value);

    /// <inheritdoc/>
    protected override void WriteTraceMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        AttributeText.Write(span.Buffer, "metadata."u8, name, value);

    /// <summary>Dashboards find the request by its name, which therefore stays.</summary>
    protected override string ReadName(in ViewedSpan span) => span.Activity.DisplayName;
}

using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Views.OpenInference;

/// <summary>OpenInference's attributes, which Phoenix and Arize read.</summary>
internal sealed class OpenInferenceView() : VendorView(OpenInferenceTable.Table)
{
    /// <inheritdoc/>
    public override string Name => "openinference";

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.OpenInference;

    /// <inheritdoc/>
    protected override void WriteMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value)
    {
        // OpenInferenceMetadata writes all metadata as one JSON object, after all attributes are known.
    }
}
